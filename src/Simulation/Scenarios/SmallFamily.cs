using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Scenarios.FirstExchanges;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.IdSync;
using Holdfast.Simulation.Scenarios.Inbound;
using Holdfast.Simulation.Scenarios.Paced;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Scenarios.RequestCrashPoints;
using Holdfast.Simulation.Scenarios.Sharing;
using Holdfast.Simulation.Scenarios.Shortcuts;
using Holdfast.Simulation.Scenarios.SpiChoice;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Scenarios.Tickets;

namespace Holdfast.Simulation.Scenarios;

/// <summary>Worlds of one shipped machine or two, each for a claim or two.</summary>
public static class SmallFamily
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Scenario> All =>
    [
        new(
            "message-id-sync",
            "RFC 6311: message IDs are synchronised while its messages are lost and replayed",
            [new("takeover", 1), new("loss", 2), new("replay", 1)],
            static faults => World.Of(new IdSyncScenario("message-id-sync")
            {
                TakeOvers = faults["takeover"],
                Losses = faults["loss"],
                Replays = faults["replay"],
            }.Model())),
        new(
            "dpd-forged", "RFC 3706: wrong numbers, replays and what is not protected",
            [new("crash", 1), new("forgery", 2)],
            static faults => World.Of(new DpdForgeries("dpd-forged")
            {
                Crashes = faults["crash"],
                Forgeries = faults["forgery"],
            }.Model())),
        new(
            "liveness-forged", "RFC 7296 §2.4: hints that anybody can send",
            [new("crash", 1), new("forgery", 2)],
            static faults => World.Of(new LivenessForgeries("liveness-forged")
            {
                Crashes = faults["crash"],
                Forgeries = faults["forgery"],
            }.Model())),
        new(
            "esp-forged", "RFC 4303 §3.4: real packets, forged and replayed, in every order", [],
            static _ => World.Of(new InboundForgeries("esp-forged").Model())),
        new(
            "stream-cuts", "RFC 9329: a stream in segments, cut in every way; lies about lengths",
            [], static _ => World.Of(new StreamCuts("stream-cuts").Model())),
        new(
            "request-crash-points",
            "requests of both sides are open while a member dies before or after each step",
            [new("crash", 1), new("loss", 1), new("request", 2)],
            static faults => World.Of(new RequestCrashPointsScenario("request-crash-points")
            {
                Crashes = faults["crash"],
                Losses = faults["loss"],
                Requests = faults["request"],
            }.Model())),
        new(
            "ike-exchanges",
            "RFC 7296 §2.8: both sides rekey while a member dies before or after each step",
            [
                new("crash", 1), new("loss", 0), new("doubling", 0),
                new("ours", 1) { IsKept = true }, new("theirs", 1) { IsKept = true },
            ],
            static faults => Exchanging("ike-exchanges", faults)),
        new(
            "ike-exchanges-lossy",
            "RFC 7296 §2.8: both sides rekey over a line that loses, doubles and reorders",
            [
                new("crash", 0), new("loss", 1), new("doubling", 1),
                new("ours", 1) { IsKept = true }, new("theirs", 1) { IsKept = true },
            ],
            static faults => Exchanging("ike-exchanges-lossy", faults)),
        new(
            "ike-followups",
            "RFC 9370 §2.2.4: both sides rekey by two exchanges each, while a member dies",
            [
                new("crash", 1), new("loss", 0), new("doubling", 0),
                new("ours", 1) { IsKept = true }, new("theirs", 1) { IsKept = true },
            ],
            static faults => Exchanging("ike-followups", faults, additional: 1)),
        .. ExchangeFamily.All,
        new(
            "ike-first-exchanges",
            "RFC 7296 §1.2: both sides begin an IKE SA while a member dies at each step",
            [
                new("crash", 1), new("loss", 0), new("doubling", 0), new("load", 0),
                new("ours", 1) { IsKept = true }, new("theirs", 1) { IsKept = true },
            ],
            static faults => Beginning("ike-first-exchanges", faults)),
        new(
            "ike-first-exchanges-lossy",
            "RFC 7296 §1.2: the same over a line that loses, doubles and reorders",
            [
                new("crash", 0), new("loss", 1), new("doubling", 1), new("load", 0),
                new("ours", 1) { IsKept = true }, new("theirs", 1) { IsKept = true },
            ],
            static faults => Beginning("ike-first-exchanges-lossy", faults)),
        new(
            "ike-first-exchanges-turned",
            "RFC 7296 §2.6: one side begins; the other one wants another method, and cookies",
            [
                new("crash", 1), new("loss", 1), new("doubling", 1), new("load", 1),
                new("ours", 0) { IsKept = true }, new("theirs", 1) { IsKept = true },
            ],
            static faults => Beginning("ike-first-exchanges-turned", faults, showsOther: true)),
        new(
            "token-guesses", "RFC 6290 §8.1: somebody guesses at the token of a peer", [],
            static _ => World.Of(new TokenGuesses("token-guesses").Model())),
        new(
            "ticket-reuse",
            "RFC 5723: tickets are shown to both members, after one has died, after their end",
            [new("crash", 2), new("ticket", 1), new("delete", 1)],
            static faults => World.Of(new TicketScenario("ticket-reuse")
            {
                Crashes = faults["crash"],
                Tickets = faults["ticket"],
                Deletes = faults["delete"],
            }.Model())),
        new(
            "redirect-loop", "RFC 5685: gateways that send a client to and fro", [],
            static _ => World.Of(new RedirectLoop("redirect-loop").Model())),
        new(
            "spi-choice", "two members that do not hear each other choose SPIs", [],
            static _ => World.Of(new SpiChoices("spi-choice").Model())),
        new(
            "spis-of-four", "four members choose SPIs; who is who among them does not matter", [],
            static _ => World.Of(new SpiChoices("spis-of-four")
            {
                Members = 4,
                IsFolded = true,
            }.Model())),
        new(
            "paced-takeover", "a takeover owes something to five SAs, and may not do all at once",
            [new("failure", 1)],
            static faults => World.Of(new PacedTakeover("paced-takeover")
            {
                Failures = faults["failure"],
            }.Model())),
        new(
            "load-shared", "seven members share 64 peers: each fails and returns in every order",
            [], static _ => World.Of(new SharedPeers("load-shared").Model())),
        new(
            "dmvpn-shortcuts", "two spokes and a hub: shortcuts, and the SAs below them",
            [new("loss", 1), new("crash", 1), new("cut", 1)],
            static faults => World.Of(new ShortcutScenario("dmvpn-shortcuts")
            {
                SasLost = faults["loss"],
                Crashes = faults["crash"],
                Cuts = faults["cut"],
            }.Model())),
        new(
            "bfd-neighbours",
            "RFC 5880: two ends of a session, while packets are lost, one dies, a direction is cut",
            [new("crash", 1), new("loss", 1), new("cut", 1)],
            static faults => World.Of(new BfdNeighboursScenario("bfd-neighbours")
            {
                Crashes = faults["crash"],
                Losses = faults["loss"],
                Cuts = faults["cut"],
            }.Model())),
    ];

    private static World Beginning(string name, FaultBudgets faults, bool showsOther = false) =>
        World.Of(new FirstExchangesScenario(name)
        {
            ShowsOther = showsOther,
            Crashes = faults["crash"],
            Losses = faults["loss"],
            Doublings = faults["doubling"],
            Loads = faults["load"],
            Ours = faults["ours"],
            Theirs = faults["theirs"],
        }.Model());

    private static World Exchanging(string name, FaultBudgets faults, int additional = 0) =>
        World.Of(new ExchangesScenario(name)
        {
            Additional = additional,
            Crashes = faults["crash"],
            Losses = faults["loss"],
            Doublings = faults["doubling"],
            Ours = faults["ours"],
            Theirs = faults["theirs"],
        }.Model());
}
