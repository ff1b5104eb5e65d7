"""Keys and personal data taken out of texts, the same value always by the same placeholder.

Own rules and no library: presidio brings spaCy and a model of hundreds of megabytes, scrubadub a stack for machine
learning, and scanners of repositories look for keys in files, not for people in conversations.
"""
