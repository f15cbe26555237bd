"""The samples that both packages estimate from: invented, or facts of R's api data; nothing here is estimated."""

# Strata: units in the frame, drawn, yes. The first is the one that the project's survey of packages used.
STRATIFIED = {
    "three strata": [(1_550, 100, 16), (620, 40, 2), (930, 60, 15)],
    "schools with awards (R, apistrat)": [(4_421, 100, 73), (755, 50, 16), (1_018, 50, 24)],
    "six licences, one rare": [
        (185_700, 347, 210),
        (136_700, 256, 101),
        (282_900, 529, 388),
        (310_300, 580, 290),
        (53_000, 100, 4),
        (101_400, 190, 77),
    ],
}

# Accounts drawn at random from `frame` accounts: (photos, yes) of each.
CLUSTERED = {
    "elementary schools by district (R, apiclus1)": (
        757,
        [
            (11, 8),
            (4, 2),
            (2, 1),
            (13, 10),
            (2, 2),
            (4, 2),
            (4, 2),
            (16, 13),
            (9, 4),
            (34, 34),
            (21, 16),
            (37, 30),
            (13, 10),
            (1, 1),
            (12, 9),
        ],
    ),
    "invented accounts": (
        400,
        [
            (1, 1),
            (1, 0),
            (2, 2),
            (3, 0),
            (3, 1),
            (5, 5),
            (8, 2),
            (1, 1),
            (13, 6),
            (1, 0),
            (2, 1),
            (4, 4),
            (40, 11),
            (1, 1),
            (2, 0),
            (6, 3),
            (1, 0),
            (1, 1),
            (9, 9),
            (17, 2),
        ],
    ),
}

# Photos drawn at random from `frame` photos: (photos of its account, whether the account is a yes).
MULTIPLICITY = {
    "invented photos": (
        1_200,
        [
            (1, 1),
            (4, 0),
            (4, 1),
            (30, 1),
            (2, 0),
            (1, 0),
            (7, 1),
            (120, 0),
            (3, 1),
            (5, 1),
            (1, 1),
            (2, 1),
            (9, 0),
            (30, 1),
            (6, 0),
            (1, 0),
            (15, 1),
            (2, 0),
            (3, 1),
            (8, 1),
        ],
    ),
}

# Pairs drawn at random from `frame` survivors: turned to yes, turned to no, unchanged.
DRIFT = {"invented survivors": (5_000, 7, 31, 362)}
