"""English words that say how a question is put rather than what it is about."""

QUESTION_WORDS = frozenset(
    "what whats when where which who whom whose why how".split()  # noqa: SIM905 - reads as a list
)
FUNCTION_WORDS = frozenset(
    """
    a about actually after all also am an and any are arent as at be because been being between but
    by can cant cannot could couldnt did didnt do does doesnt doing dont during each else for from
    get gets getting got had has hasnt have havent having he her here him his i if im in instead
    into is isnt it its itself ive just let lets like many may me mean means might more most much
    must my no not of off on one only or other our out over own really same she should shouldnt so
    some still such than that thats the their them then there theres these they thing things this
    those through to too under until up us use used uses using very was wasnt we were werent will
    with without wont would wouldnt you your
    """.split()  # noqa: SIM905 - reads as a list
)
STOP_WORDS = QUESTION_WORDS | FUNCTION_WORDS
