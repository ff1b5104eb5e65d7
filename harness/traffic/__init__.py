"""Calls of a running application: what vendors' bodies say, in the neutral form, and the log they are kept in.

`chat`, `responses` and `messages` read a request as an application wrote it, `answers` what the vendor gave back. What
the neutral form cannot say is listed as a loss, never dropped in silence.
"""
