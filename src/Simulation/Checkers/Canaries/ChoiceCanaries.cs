using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>Choices that are wrong on purpose.</summary>
public static class ChoiceCanaries
{
    /// <summary>I23: an SPI that says nothing about who chose it.</summary>
    public static Spi SpiWithoutMember(byte member, uint random) =>
        new SpiPartition(0).Make(random);

    /// <summary>I23: an SPI that stands for an SA is given to another one.</summary>
    public static Refusal SpiTakenAgain(SaState sas, Items<Change> changes, Position at) =>
        Evolution.Decide(sas, changes, at) is var refusal and not Refusal.SpiTaken
            ? refusal
            : Refusal.None;

    /// <summary>I35: the owner is a remainder, so all peers move when their number changes.
    /// </summary>
    public static ulong? OwnerByCount(ulong peer, Items<Rendezvous.Member> members) =>
        members.Count == 0 ? null : members[(int)(peer % (ulong)members.Count)].Id;
}
