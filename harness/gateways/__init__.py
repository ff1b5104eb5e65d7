"""The tested policy in the words of gateways, one gateway a file.

A gateway's module gives the text of its configuration and the losses: what `failover:` says and the gateway cannot.
Names are those of targets that exist, which the gateways themselves do not check.
"""
