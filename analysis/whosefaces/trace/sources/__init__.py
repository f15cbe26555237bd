"""Who can be asked about a photo besides the API, what each can tell, and whom to believe when they disagree.

One module a source, all of one shape: ``CAN_TELL`` and ``CANNOT_TELL`` in plain words, ``questions(photo)`` for what
to ask, ``read(response, photo)`` for what was answered. None of them opens a connection.
"""
