using Holdfast.Tests.Properties.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>Mistakes of a first hop, RFC 2281.</summary>
internal static class FirstHopSet
{
    public static NamedMutant[] All =>
    [
        Of("literal RFC table without re-arm", "literal table", "I10",
            "the table of §5.7 to the letter: in Speak the Active timer stays expired"),
        Of("priority ≥ on tie", "tie is lost", "yield",
            "of equal priority, whoever is heard counts as the better one"),
        Of("tie by lower IP", "tie by lower address", "yield",
            "of equal priority, the lower address wins"),
        Of("Active ignores higher Hello", "active ignores a higher Hello", "yield",
            "an active router stays so against a better one"),
        Of("Coup obeyed from lower router", "any Coup is obeyed", "yield",
            "a Coup is obeyed, whoever sends it"),
        Of("Resign ignored", "Resign is ignored", "resign", "a Resign is not heard"),
        Of("hold timer not re-armed by Active Hello", "hold time is not set anew", "hold",
            "a Hello of the active router leaves the Active timer as it is"),
        Of("own timers instead of learned ones", "own times", "hold",
            "the hold time is one's own, whatever the active router says"),
        Of("preempt on by default", "preempts by default", "preempt",
            "preemption is on, whatever is configured"),
        Of("Hello sent in Listen", "Hello in Listen", "silent",
            "a router that listens answers the active one with a Hello"),
        Of("auth/group not checked", "nothing is refused", "auth",
            "what must be refused counts as a Hello of a better active router"),
        Of("no ARP on (Active,h)", "no ARP after two were active", "I12",
            "who stays active against another one sends no gratuitous ARP"),
        new("HSRP", "inside and outside group split",
            "the groups inside and outside know nothing of each other", "I13",
            nameof(FrontBackSplits),
            isWrong => Broken.By(FrontBackSplits.Explore("GroupsUnbound", isWrong))),
    ];

    private static NamedMutant Of(string row, string canary, string killer, string changed) => new(
        "HSRP", row, changed, killer, nameof(HsrpCanaries),
        isWrong => Broken.By(HsrpCanaries.Explore(canary, isWrong)));
}
