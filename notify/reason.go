package notify

// Named reasons of a Failure. They go to logs, rows, messages and tests; the sentence for people is
// phrase "channel.reason.<reason>".
const (
	// The call never left, or it is unknown how far it came.
	ReasonCancelled     = "cancelled"         // the program stops, or the caller gave up
	ReasonNoSuchHost    = "no_such_host"      // the name has no address
	ReasonConnect       = "connect_failed"    // refused, unreachable
	ReasonProxy         = "proxy_refused"     // the proxy lets no connection through
	ReasonTLS           = "tls_failed"        // no encrypted connection, e.g. a wrong certificate
	ReasonTimeoutDial   = "timeout_dial"      // no connection in time
	ReasonTimeoutTLS    = "timeout_tls"       // no handshake in time
	ReasonTimeoutHeader = "timeout_headers"   // sent, no answer in time
	ReasonTimeoutTotal  = "timeout_total"     // the whole call took too long
	ReasonLost          = "connection_lost"   // sent, and the connection ended without an answer
	ReasonMalformed     = "answer_malformed"  // the answer is no HTTP
	ReasonCut           = "answer_cut"        // the answer's body ended early
	ReasonTooLong       = "answer_too_long"   // the answer's body is over the cap
	ReasonUnexpected    = "answer_unexpected" // the answer is none of this provider's
	ReasonInternal      = "internal"          // a fault of this program

	// The other side refused.
	ReasonRedirected  = "redirected"      // 3xx: the address has moved, or does not exist
	ReasonGone        = "gone"            // 410: the receiver wants no more messages
	ReasonRefused     = "refused"         // a refusal without a better name
	ReasonTooFast     = "too_fast"        // over the provider's rate
	ReasonUnavailable = "unavailable"     // 5xx
	ReasonBusy        = "provider_busy"   // the provider asks to try again
	ReasonWebhook     = "webhook_invalid" // the address is unknown, switched off, or its robot was removed
	ReasonChannelGone = "channel_gone"    // the room is archived or closed
	ReasonNotAllowed  = "not_allowed"     // the room or workspace forbids it
	ReasonSignature   = "signature_wrong" // the route's secret is wrong
	ReasonClock       = "clock_wrong"     // the timestamp is too far from the provider's clock
	ReasonKeyword     = "keyword_missing" // the robot demands a keyword that the route does not name
	ReasonIPNotListed = "ip_not_listed"   // the robot accepts other addresses only
	ReasonPayload     = "payload_refused" // the provider does not accept this text

	// The route or the settings are wrong; nothing was tried.
	ReasonAddress       = "address_unusable" // not a URL or an email address of this channel
	ReasonNotHTTPS      = "not_https"        // plain http where https is demanded
	ReasonForeignHost   = "foreign_host"     // not a host of this provider
	ReasonRefusedTarget = "address_refused"  // leads to this machine or a private network
	ReasonSecret        = "secret_unusable"  // the secret has not the form this channel needs

	// Mail.
	ReasonMailbox  = "mailbox_refused"  // the server does not take mail for this address
	ReasonSender   = "sender_refused"   // the server does not take mail from our address
	ReasonMailData = "mail_refused"     // the server does not take this mail
	ReasonGreylist = "mail_later"       // 4xx: the server asks to come back
	ReasonMailAuth = "mail_login"       // user name or password refused
	ReasonMailTLS  = "mail_no_tls"      // TLS is demanded and the server has none
	ReasonMailHost = "mail_server_down" // the server refuses to talk
)
