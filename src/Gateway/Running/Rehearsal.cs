using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Gateway.Running;

/// <summary>
/// A takeover that happens nowhere: a copy of the member is stepped up to its reign before the real
/// one begins, so that code which is compiled when it is first run is compiled by then. Machines
/// are pure, so nobody notices.
/// </summary>
internal static class Rehearsal
{
    private const int StepsMax = 1_000;

    /// <summary>Steps a copy; its state.</summary>
    /// <param name="config">The member.</param>
    /// <param name="from">When it begins.</param>
    /// <param name="facts">SAs that it makes once it reigns.</param>
    public static ClusterMember.State Play(
        ClusterMemberConfig config, Instant from, Items<Change> facts = default)
    {
        var (state, now) = Promote(config, from);
        if (facts.Count == 0)
        {
            return state;
        }

        var inputs = new Queue<Input>(
        [
            new Input.AtReplication(new SaReplication.Input.Propose(1, facts, null, default)),
            .. facts.OfType<Change.ChildUp>().Select(up => new Input.AtReplication(
                new SaReplication.Input.Propose(
                    2,
                    [
                        new Change.Leased(up.Sa.Inbound, 64, 64 * 2_048),
                        new Change.FloorRaised(up.Sa.Inbound, 64),
                    ],
                    null, default))),
        ]);
        for (var steps = 0; steps < StepsMax && inputs.TryDequeue(out var input); steps++)
        {
            var next = ClusterMember.Step(config, state, now, input);
            state = next.State;
            _ = SyncBorder.ToRecord(new SyncMessage.Fact(
                default, default, new(new(default, 1), facts))).ToArray();
        }

        return state;
    }

    private static (ClusterMember.State State, Instant Now) Promote(
        ClusterMemberConfig config, Instant from)
    {
        var now = from;
        var state = ClusterMember.Initial(config, now);
        Queue<Input> inputs = new(
        [
            new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: true)),
            new Input.AtFirstHop(HsrpPair.Side.Front, new HsrpGroup.Input.Enable()),
            new Input.AtFirstHop(HsrpPair.Side.Back, new HsrpGroup.Input.Enable()),
        ]);
        for (var steps = 0; steps < StepsMax && !state.IsOpen; steps++)
        {
            if (!inputs.TryDequeue(out var input))
            {
                if (ClusterMember.Deadline(config, state) is not { } due)
                {
                    break;
                }

                now = Instant.Latest(now, due);
                input = new Input.Tick(Timer: new HsrpGroup.Input.Tick(0));
            }

            var next = ClusterMember.Step(config, state, now, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                if (output is Output.OfReplication(SaReplication.Output.PersistEpoch(var epoch)))
                {
                    inputs.Enqueue(
                        new Input.AtReplication(new SaReplication.Input.Persisted(epoch)));
                }
                else if (output is Output.OfFirstHop(_, HsrpGroup.Output.SendHello hello))
                {
                    _ = HsrpGroup.ToMessage(config.Hsrp.Front, hello)!.ToArray();
                }
            }
        }

        return (state, now);
    }
}
