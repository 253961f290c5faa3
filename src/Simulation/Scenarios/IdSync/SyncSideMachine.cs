using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Scenarios.IdSync;

/// <summary>Both sides of a synchronisation as one machine.</summary>
internal static class SyncSideMachine
{
    public static Machine<SyncSideConfig, SyncSide, SyncSideInput, SyncWord> Machine => new(
        nameof(SyncSideMachine))
    {
        Initial = static (config, _) => config.Initial,
        Step = static (config, side, _, input) => side switch
        {
            SyncSide.Members cluster => Step(config, cluster, input),
            SyncSide.Peer peer => Step(config, peer, input),
        },
        Deadline = static (config, side) => MessageIdSync.Deadline(config.Sync, IsOf(side)),
        Rebase = static (side, by) => With(side, MessageIdSync.Rebase(IsOf(side), by)),
        Normalize = static (config, side) =>
            With(side, MessageIdSync.Normalize(config.Sync, IsOf(side))),
        IsTerminal = static _ => false,
        Tick = new SyncSideInput.Tick(),
        Alphabet = [],
        PhaseOf = static side => IsOf(side).GetType().Name,
    };

    private static Next<SyncSide, SyncWord> Step(
        SyncSideConfig config, SyncSide.Members cluster, SyncSideInput input)
    {
        var (is_, numbers, facts, drawn, isSynced, syncs) = cluster;
        Outputs<SyncWord> said = [];
        var reason = default(Reason);
        switch (input)
        {
            case SyncSideInput.TakeOver:
                (is_, isSynced) = (MessageIdSync.Initial(config.Sync, Instant.Zero), false);
                Do(new Input.TakenOver(numbers, Window: 1, Children.None, 0, facts));
                break;
            case SyncSideInput.Hear(var word) when word.IsAnswer:
                Do(new Input.Answered(word.Nonce, word.Send, word.Receive));
                break;
            case SyncSideInput.Hear:
                break;
            case SyncSideInput.Tick:
                Do(new Input.Tick());
                break;
        }

        return new(
            new SyncSide.Members(is_, numbers, facts, drawn, isSynced, syncs), said, reason);

        void Do(Input taken)
        {
            var next = config.Step(config.Sync, is_, Instant.Zero, taken);
            (is_, reason) = (next.State, next.Reason);
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case Output.Draw:
                        Do(new Input.Drawn(++drawn));
                        break;
                    case Output.Ask ask:
                        // RFC 6311 §5.1: the other members know it before it is sent.
                        facts = config.TellsMembers ? facts with { Sent = ask.M1 } : facts;
                        syncs = syncs.Seen(ask.M1);
                        said = said.Add(new(false, ask.Nonce, ask.M1, ask.P1));
                        break;
                    case Output.Adopt(var send, var receive):
                        (numbers, isSynced) = (new(send, receive), true);
                        break;
                    case Output.Answer or Output.Advance or Output.RekeyChildren
                        or Output.TearDown:
                        break;
                }
            }
        }
    }

    private static Next<SyncSide, SyncWord> Step(
        SyncSideConfig config, SyncSide.Peer peer, SyncSideInput input)
    {
        if (input is not SyncSideInput.Hear { Word: { IsAnswer: false } word })
        {
            return new(peer, [], default);
        }

        var next = config.Step(
            config.Sync, peer.Is, Instant.Zero,
            new Input.Asked(
                word.Nonce, word.Send, word.Receive, null, peer.Numbers, Children.None));
        var (numbers, syncs) = (peer.Numbers, peer.Syncs);
        Outputs<SyncWord> said = [];
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Output.Adopt(var send, var receive):
                    (numbers, syncs) = (new(send, receive), syncs.Seen(word.Send));
                    break;
                case Output.Answer(var nonce, _, var send, var receive):
                    said = said.Add(new(true, nonce, send, receive));
                    break;
                case Output.Draw or Output.Ask or Output.Advance or Output.RekeyChildren
                    or Output.TearDown:
                    break;
            }
        }

        return new(new SyncSide.Peer(next.State, numbers, syncs), said, next.Reason);
    }

    private static State IsOf(SyncSide side) => side switch
    {
        SyncSide.Members cluster => cluster.Is,
        SyncSide.Peer peer => peer.Is,
    };

    private static SyncSide With(SyncSide side, State state) => side switch
    {
        SyncSide.Members cluster => cluster with { Is = state },
        SyncSide.Peer peer => peer with { Is = state },
    };
}
