using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <content>Requests of the peer that are open, and a member that leaves without waiting.</content>
internal partial struct PairShell
{
    /// <summary>The canary's machines: what was pushed counts as acknowledged.</summary>
    private static ClusterMember.Machines Hasty => ClusterMember.Machines.Shipped with
    {
        Drain = static (config, state, now, input) =>
        {
            var next = MemberDrain.Step(config, state, now, input);
            return next.State is MemberDrain.State.Pushing && input is not MemberDrain.Input.Tick
                ? Then(next, MemberDrain.Step(
                    config, next.State, now, new MemberDrain.Input.Acknowledged()))
                : next;
        },
    };

    /// <summary>The canary's machines: that traffic has settled is not waited for.</summary>
    private static ClusterMember.Machines Unsettled => ClusterMember.Machines.Shipped with
    {
        Drain = static (config, state, now, input) => MemberDrain.Step(
            config,
            state is MemberDrain.State.Pushing pushing && input is MemberDrain.Input.Acknowledged
                ? pushing with { IsSettled = true }
                : state,
            now, input),
    };

    private ClusterMember.Machines Machines => config.Flaw switch
    {
        PairFlaw.LeavesUnacknowledged => Hasty,
        PairFlaw.LeavesUnsettled => Unsettled,
        PairFlaw.None or PairFlaw.StandbyWithRoutes or PairFlaw.DrainedStillOpen
            or PairFlaw.LeaseNotAwaited or PairFlaw.NoncesAnew or PairFlaw.WindowForgotten =>
            config.Machines,
    };

    // Longer than a drain waits for open exchanges.
    private const int AnswersAfter = 3;

    /// <summary>The peer answers the request that is open longest.</summary>
    public void HearAnswer()
    {
        _box = _box with { AnswerIn = null };
        foreach (var sa in _is!.Sas)
        {
            if (sa.MessageIds is MessageIds.State.Open { Ours.Requests: { Count: > 0 } open })
            {
                Do(new Input.AtMessageIds(sa.Ike, new MessageIds.Input.Answered(open[0].Id)));
                return;
            }
        }
    }

    private void Propose(Change change) => Ask(new Input.AtReplication(
        new SaReplication.Input.Propose(1, [change], null, KeyHandle.None)));

    private static Next<MemberDrain.State, MemberDrain.Output> Then(
        Next<MemberDrain.State, MemberDrain.Output> first,
        Next<MemberDrain.State, MemberDrain.Output> second) => second with
        {
            Outputs =
            [
                .. first.Outputs.AsEnumerable()
                    .Where(output => output is not MemberDrain.Output.PushState),
                .. second.Outputs.AsEnumerable(),
            ],
        };
}
