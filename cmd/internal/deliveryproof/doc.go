// Package deliveryproof shows that delivery keeps its promises on the real
// engines: BenchmarkDelivery measures it against a client without a database,
// TestKillCampaign kills the real binary in the middle of it. It is all tests;
// nothing imports it, and it must not know how the outbox works inside.
package deliveryproof
