"""English words that say how a question is put rather than what it is about."""

QUESTION_WORDS = frozenset(
    "what whats when where wheres which who whos whom whose why how hows".split()  # noqa: SIM905 - reads as a list
)
FUNCTION_WORDS = frozenset(
    """
    a about actually after all also am an and any are arent as at be because been being between
    but by can cannot cant could couldnt did didnt do does doesnt doing dont during each else
    for from get gets getting got had has hasnt have havent having he her here him his i if im
    in instead into is isnt it itll its itself ive just let lets like many may me mean means
    might more most much must my no not of off on one only or other our out over own really same
    she should shouldnt so some still such than that thatll thats the their them then there
    theres these they theyre theyve thing things this those through to too under until up us use
    used uses using very was wasnt we were werent weve will with without wont would wouldnt you
    your youre youve
    """.split()  # noqa: SIM905 - reads as a list
)
STOP_WORDS = QUESTION_WORDS | FUNCTION_WORDS
