using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>What must hold.</content>
public sealed partial record StatefulPairScenario
{
    private const int Up = 1;
    private const int Open = 2;
    private const int Synced = 4;
    private const int Split = 8;
    private const int WrongRoute = 16;

    private const int Bereft = 32;
    private const int Moved = 64;
    private const int Left = 128;

    private static Items<Invariant<PairState>> Invariants(bool drains) =>
    [
        new("I9", "without a fault there is never a second member that carries traffic",
            static (in Look<PairState> look) =>
                look.Damage.SpentOf(0) != 0 || look.Damage.SpentOf(1) != 0
                || (look.LabelOf(0) & look.LabelOf(1) & Open) == 0),
        (UnsplitTraffic.Card with
        {
            Claim = "inside and outside are at the same member where traffic passes",
        }).Never<PairState>(static (in Look<PairState> look) => HowMany(look, Split)),
        RightRoutes.Card.Never<PairState>(
            static (in Look<PairState> look) => HowMany(look, WrongRoute)),
        .. drains ? Kept : [],
    ];

    private static Items<Invariant<PairState>> Kept =>
    [
        KeptSas.Card.Never<PairState>(static (in Look<PairState> look) =>
            look.Damage.SpentOf(0) != 0 || !NoneIs(look, Moved) ? 0 : HowMany(look, Bereft)),
    ];

    private static bool NoneIs(in Look<PairState> look, int label) =>
        ((look.LabelOf(0) | look.LabelOf(1)) & label) == 0;

    private static int HowMany(in Look<PairState> look, int label) =>
        ((look.LabelOf(0) & label) != 0 ? 1 : 0) + ((look.LabelOf(1) & label) != 0 ? 1 : 0);

    private static int LabelOf(PairState state)
    {
        if (state.Is is not { } one)
        {
            return 0;
        }

        var box = state.Box;
        var calls = box is { IsOpen: true, IsUsable: true }
            && one.Drain is not MemberDrain.State.Yielding
            && one.Replication.Replica.Sas.Children.Count > 0;
        return Up
            | (box.IsOpen ? Open : 0)
            | (one.Replication.Role is SaReplication.Role.Standby
            {
                Standing: SaReplication.Standing.Synced,
            } ? Synced : 0)
            | (box.IsOpen && box.Sides != 3 ? Split : 0)
            | (box.HasMoved ? Moved : 0)
            | (one is { Drain: MemberDrain.State.Drained, FirstHop.IsWithheld: true } ? Left : 0)
            | (KeptSas.Holds(
                box.IsOpen, box.IsUsable, one.Replication.Replica.Sas.Children.Count)
                ? 0 : Bereft)
            | (RightRoutes.Holds(box.Routes, calls) ? 0 : WrongRoute);
    }

    private static bool IsSettled(in Look<PairState> look)
    {
        var one = look.IsUp(0) ? look.LabelOf(0) : 0;
        var other = look.IsUp(1) ? look.LabelOf(1) : 0;
        return Carries(one, other) || Carries(other, one) || ((one | other) & Up) == 0
            || HasLeft(one, other) || HasLeft(other, one);

        // Who has given its place away on purpose does not come back by itself.
        static bool HasLeft(int one, int other) => (one & Left) != 0 && (other & Up) == 0;

        static bool Carries(int one, int other) =>
            (one & Open) != 0 && ((other & Up) == 0 || (other & (Open | Synced)) == Synced);
    }

    private static string NameOf(PairInput input) => input switch
    {
        PairInput.Take(Input.Tick(var first, var side, _)) => $"timer, {first} {side} first",
        PairInput.Take(Input.AtFirstHop(var side, var said)) => $"{side} {said.GetType().Name}",
        PairInput.Take(Input.AtReplication(SaReplication.Input.Received(_, var message))) =>
            message.GetType().Name,
        PairInput.Take(Input.AtReplication(var said)) => said.GetType().Name,
        PairInput.Take(var other) => other.GetType().Name,
        PairInput.Crash => "crash",
        PairInput.Start => "start",
        PairInput.Fenced => "the other one is off",
        PairInput.Asks => "IKE wants to ask",
        PairInput.SendPacket => "a packet for the peer",
        PairInput.Arrives(var number) => $"packet {number} of the peer",
        PairInput.Separated(var isCut) => isCut ? "members are cut off" : "members hear each other",
        PairInput.Seen(var deed) => ReplicationScenario.NameOf(deed),
    };
}
