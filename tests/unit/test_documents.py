"""The file of a serious complaint is complete, or says what is missing."""

from cfm_app.rules.documents import DocumentKind, missing, required

STATEMENT = DocumentKind("STATEMENT", 4, at_closing=False)
ANSWER = DocumentKind("ANSWER", 4, at_closing=True)
PERMIT = DocumentKind("PERMIT", 0, at_closing=False, feedback_type="REQUEST")
KINDS = (STATEMENT, ANSWER, PERMIT)


def test_a_question_needs_no_paper():
	assert required(KINDS, 1, "QUESTION", closing=True) == []


def test_a_serious_complaint_needs_its_statement_at_once_and_the_answer_at_the_end():
	assert required(KINDS, 4, "COMPL_PROG", closing=False) == ["STATEMENT"]
	assert required(KINDS, 4, "COMPL_PROG", closing=True) == ["STATEMENT", "ANSWER"]


def test_some_papers_belong_to_one_type_only():
	assert required(KINDS, 0, "REQUEST", closing=False) == ["PERMIT"]


def test_what_is_missing_is_named_in_order():
	assert missing(["STATEMENT", "ANSWER"], []) == ["STATEMENT", "ANSWER"]
	assert missing(["STATEMENT", "ANSWER"], ["STATEMENT", "OTHER"]) == ["ANSWER"]
