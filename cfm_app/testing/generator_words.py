"""Made-up names and stories, put together from small parts. Nobody stands behind them."""

from random import Random

FIRST_NAMES = (
	"Amina",
	"Yusuf",
	"Leila",
	"Omar",
	"Zahra",
	"Idris",
	"Noor",
	"Samir",
	"Hawa",
	"Tariq",
	"Mina",
	"Said",
)
LAST_NAMES = (
	"Rahimi",
	"Haddad",
	"Osman",
	"Karimi",
	"Barakat",
	"Nazari",
	"Diallo",
	"Saleh",
	"Mansour",
	"Aziz",
)

OPENINGS = (
	"We came to the distribution on {day} and waited until noon.",
	"My neighbour told me to call you about this.",
	"Since {day} nobody has come back to our block.",
	"I am asking for my mother, who cannot walk to your office.",
	"منذ {day} ونحن ننتظر ولم يصلنا شيء.",
)
TROUBLES = (
	"The water point near the school is dry and the other one is an hour away.",
	"Our name was on the list last month and now it is gone.",
	"The card was refused at the shop and they kept the receipt.",
	"The blankets were wet and two of the five were torn.",
	"The line for women was closed and we were sent home.",
	"السلة كانت ناقصة ولم يكن فيها زيت ولا طحين.",
)
WISHES = (
	"Please tell us what we can do.",
	"I would like somebody to look at it before the rain.",
	"We do not want trouble with the committee.",
	"Thank you for listening.",
)
ANSWERS = (
	"We checked the list with the team and your household is on it again from the next round.",
	"The water point was repaired. Please tell us when it runs dry again.",
	"You will receive what was missing at the next distribution; bring your card.",
	"We cannot help with this ourselves and have told you whom to ask.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Saturday")


def story(random: Random) -> str:
	"""Return what somebody said: 80 to 200 characters, sometimes in Arabic."""
	opening = random.choice(OPENINGS).format(day=random.choice(DAYS))
	return f"{opening} {random.choice(TROUBLES)} {random.choice(WISHES)}"


def answer(random: Random) -> str:
	"""Return what was answered."""
	return random.choice(ANSWERS)


def full_name(random: Random) -> str:
	"""Return a first and a last name."""
	return f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
