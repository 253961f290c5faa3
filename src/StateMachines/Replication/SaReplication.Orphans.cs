using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <content>What a member did alone and has discarded: whoever reigns is told until it has heard.
/// </content>
public static partial class SaReplication
{
    // The channel keeps the order: whoever echoes a number that was sent behind the orphans has
    // them. They are told once on each connection, and in each reign.
    private static Turn TellOrphans(
        this Turn turn, Config config, byte to, Instant now, SyncMessage.Heartbeat heartbeat)
    {
        if (turn.State.Untold is not { } untold || untold.ToldIn != heartbeat.Reign)
        {
            return turn.TellOrphans(to, now, heartbeat.Reign);
        }

        return heartbeat.To == config.Settings.Start.Boot && heartbeat.Echo >= untold.Probe
            ? turn.With(turn.State with { Untold = null })
            : turn;
    }

    private static Turn TellOrphans(this Turn turn, byte to, Instant now, Term reign)
    {
        if (turn.State.Untold is not { } untold)
        {
            return turn;
        }

        turn = turn.NewProbe(now);
        return turn
            .With(turn.State with
            {
                Untold = untold with { ToldIn = reign, Probe = turn.State.Probe.Number },
            })
            .Say(to, new SyncMessage.Orphans(reign, untold.Contested, untold.Children));
    }

    // Whoever reigns itself needs to be told by nobody.
    private static Turn HearOwnOrphans(this Turn turn) => turn.State.Untold is { } untold
        ? turn.With(turn.State with { Untold = null })
            .Contest(untold.Contested, untold.Children)
        : turn;

    // Whoever takes over before that is put right knows of it as well.
    private static Next<State, Output> OnOrphans(
        Config config, Turn turn, Role.Active active, SyncMessage.Orphans orphans)
    {
        var wasSolo = active.IsSolo;
        var sas = turn.State.Replica.Sas;
        Items<Change> doubts =
        [
            .. TakeoverPlan.DoubtsOf(orphans.Contested, sas),
            .. TakeoverPlan.EndsOf(sas, active.Reign.Epoch, isSynced: true, orphans.Contested),
        ];
        turn = doubts.Count == 0 ? turn : turn.Write(config, active, doubts);
        turn = turn.Contest(orphans.Contested, orphans.Children);
        return Settle(config, turn, active, wasSolo).Because(Why.OrphansTold);
    }

    private static Turn Contest(
        this Turn turn, Items<ContestedIke> contested, Items<Spi> children)
    {
        var sas = turn.State.Replica.Sas;
        return turn.AddAll(contested.Select(one => new Output.Contested(
            one.Ike, [.. children.Where(spi => !sas.Children.TryFind(spi.Value, out _))])));
    }
}
