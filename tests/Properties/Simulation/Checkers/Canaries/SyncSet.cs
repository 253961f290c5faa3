using Holdfast.Codec;
using Holdfast.Tests.Properties.Simulation.Scenarios;
using Holdfast.Tests.Properties.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>Mistakes of the replication of SAs, RFC 6027 §3, and of RFC 6311.</summary>
internal static class SyncSet
{
    public static NamedMutant[] All =>
    [
        Member("takeover uses last synced SN", "I1b",
            "a takeover from the last number that was used",
            "whoever takes over sends from the number that was told last"),
        Member("skip smaller than lease", "I1b", "a skip that is smaller than the lease",
            "whoever takes over begins one number before the end of the lease"),
        Small("rx window moves before ICV", "I4", "WindowBeforeIcv", "esp-forged",
            "the window takes a number before the ICV of its packet is checked"),
        Member("MID reset to 0", "I6", "message IDs begin anew",
            "whoever takes over counts message IDs from 0"),
        Small("equal M1 accepted", "I7", "EqualMarkObeyed", "message-id-sync",
            "a synchronisation that names the ID of the one before is obeyed"),
        new("SA sync", "counter may move backwards on reorder",
            "a fact that comes again or late sets its numbers back", "I26",
            nameof(Rfc6027_3_Replication),
            isWrong => Broken.By(Rfc6027_3_Replication.Explore("LateFactSetsBack", isWrong))),
        Member("duplicate applied twice", "I26", "a fact is applied twice",
            "a fact that comes twice is folded twice"),
        Member("old epoch accepted", "I27", "an older epoch is believed",
            "what an older epoch says is taken for what the newest one says"),
        Member("delete lost, SA returns", "Fold", "a delete is lost, and the SA is back",
            "that a CHILD SA is gone is not folded"),
        Member("bulk sync marked complete when cut", "Fold",
            "a snapshot that was cut counts as whole",
            "the end of a snapshot completes it, whatever is missing"),
        Member("torn record (new key, old counter)", "Fold", "half of a record",
            "of a record the first change is folded: the new key, and the counter of before"),
        Member("send before replicate", "I6", "sent before it is replicated",
            "a request leaves before a standby has it"),
        Member("both merge winners", "One", "both winners go on after a partition",
            "whoever has the lower epoch goes on beside the higher one"),
        Member("SN wrap unchecked", "I5", "a number that goes round",
            "behind the last sequence number comes the first one"),
        Small("SPI collision between members", "I23", "SpiWithoutMember", "spi-choice",
            "an SPI does not say which member chose it"),
        Member("child pushed before exchange ends", "I24",
            "a CHILD SA before its exchange ends",
            "a CHILD SA is told to the standby with the request that asks for it"),
    ];

    private static NamedMutant Member(string row, string killer, string name, string changed) =>
        new("SA sync", row, changed, killer, nameof(TheInvariantsBite), isWrong =>
        {
            var found = TheInvariantsBite.Search(name, isWrong, TheInvariantsBite.ActsOf(name));
            return found.Violation is { } violation ? [violation.Name] : [];
        });

    private static NamedMutant Small(
        string row, string killer, string canary, string world, string changed) => new(
        "SA sync", row, changed, killer, nameof(SmallCanaries),
        isWrong => Broken.By(
            isWrong ? SmallCanaries.Explore(canary) : SmallWorlds.Explore(world)));
}
