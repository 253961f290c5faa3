using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <content>The row of the active member.</content>
public static partial class SaReplication
{
    private static Instant? ActiveDeadline(Config config, Role.Active active)
    {
        Instant? due = active.HeartbeatDue;
        if (!config.IsSafetyFirst)
        {
            foreach (var view in active.Views.Span)
            {
                due = view.Counts
                    ? Instant.Earliest(due, view.AckedAt + config.SoloAfter)
                    : due;
            }
        }

        return due;
    }

    private static Next<State, Output> OnActive(
        Config config, Turn turn, Role.Active active, Instant now, Input input) => input switch
        {
            Input.Tick => OnActiveTick(config, turn, active, now),
            Input.Slept => FallAsleep(config, turn, active, now).Because(Why.EpochFirst),
            Input.Authority(true) => turn.With(turn.State with { HasAuthority = true })
                .Because(Why.AuthorityNoted),
            Input.Authority => StandDown(config, turn, active, now),
            Input.Persisted => turn.Because(Why.NotAwaited),
            Input.Connected connected => Greet(config, turn, connected.Member),
            Input.Received received =>
                ActiveHears(config, turn, active, now, received.From, received.Message),
            Input.FenceConfirmed fence => OnFence(config, turn, active, fence),
            Input.LostVote => StepDown(
                    config, NoAuthority(turn), now, StopReason.Fenced).Because(Why.VoteLost),
            Input.Propose propose => OnPropose(config, turn, active, propose),
            Input.Sealed done => OnSealed(config, turn, active, done.Ticket, done.Octets),
            Input.NotSealed failed => OnSealed(config, turn, active, failed.Ticket, null),
            Input.RequestRepeated repeated => OnRepeated(turn, active, repeated),
        };

    private static Next<State, Output> OnActiveTick(
        Config config, Turn turn, Role.Active active, Instant now)
    {
        var wasSolo = active.IsSolo;
        var isDue = active.HeartbeatDue <= now;
        var isLeft = !config.IsSafetyFirst && IsAnyLost(config, active, now);
        if (!isDue && !isLeft)
        {
            return turn.Because(Why.NothingIsDue);
        }

        if (isLeft)
        {
            // By its own clock such a standby is stale by now, however fast ours runs.
            active = WithoutLost(config, active, now);
        }

        if (isDue)
        {
            active = active with
            {
                HeartbeatDue = now + config.Settings.Heartbeat,
                Beats = (active.Beats + 1) % config.Settings.DigestEvery,
            };
            turn = Beat(config, turn, active);
        }

        return Settle(config, turn, active, wasSolo)
            .Because(isLeft ? Why.StandbyLeft : Why.Beats);
    }

    private static Role.Active WithoutLost(Config config, Role.Active active, Instant now) =>
        active with
        {
            Views =
            [
                .. active.Views.Select(view => IsLost(config, view, now)
                    ? view with { Place = Place.Out }
                    : view),
            ],
        };

    private static bool IsLost(Config config, StandbyView view, Instant now) =>
        view.Counts && now >= view.AckedAt + config.SoloAfter;

    private static bool IsAnyLost(Config config, Role.Active active, Instant now)
    {
        foreach (var view in active.Views)
        {
            if (IsLost(config, view, now))
            {
                return true;
            }
        }

        return false;
    }

    private static Turn Beat(Config config, Turn turn, Role.Active active)
    {
        foreach (var view in active.Views)
        {
            turn = turn.Say(view.Member, HeartbeatFor(turn.State, active, view));
            if (active.Beats == 0 && view.Follows && view.Match == turn.State.Replica.Index)
            {
                turn = turn.Say(view.Member, new SyncMessage.DigestReport(
                    active.Reign, turn.State.Replica.Index, turn.State.Replica.Sas.Digest));
            }
        }

        return turn;
    }

    private static SyncMessage.Heartbeat HeartbeatFor(
        State state, Role.Active active, StandbyView view) => new(
        active.Reign, view.Boot, state.Replica.Index, active.Committed,
        Everywhere(active, state.Replica.Index), view.Place == Place.InSync, view.Spell,
        view.Probe);

    // Up to where everybody has acknowledged who may hold keys.
    private static ulong Everywhere(Role.Active active, ulong index)
    {
        foreach (var view in active.Views.Span)
        {
            index = view.Holds ? Math.Min(index, view.Match) : index;
        }

        return index;
    }

    private static Next<State, Output> StandDown(
        Config config, Turn turn, Role.Active active, Instant now)
    {
        turn = turn.With(turn.State with { HasAuthority = false }).SayToOthers(
            config, new SyncMessage.Release(active.Reign, turn.State.Replica.Index));
        return StepDown(config, turn, now, StopReason.NoAuthority).Because(Why.StoodDown);
    }

    private static Next<State, Output> ActiveHears(
        Config config, Turn turn, Role.Active active, Instant now, byte from, SyncMessage message)
    {
        if (message is SyncMessage.Hello hello && hello.Seen.Epoch <= turn.State.Seen.Epoch)
        {
            return OnHello(config, turn, active, now, from, hello);
        }

        if (!Meets(config, ref turn, now, from, message, out var reason, out _))
        {
            return Beyond(config, turn, now, reason);
        }

        if (turn.State.Role is Role.Standby standby)
        {
            // Fenced by a higher epoch; what it said is read as a standby reads it.
            return message is SyncMessage.Heartbeat heartbeat
                ? OnHeartbeat(config, turn, standby, now, from, heartbeat)
                : Beyond(
                    config, turn.Acknowledge(config, from, now), now, Why.HigherEpoch);
        }

        return message switch
        {
            SyncMessage.Acknowledgement acknowledgement =>
                OnAcknowledged(config, turn, active, now, from, acknowledgement),
            SyncMessage.RepairAfter repair => OnRepairAfter(config, turn, active, from, repair),
            SyncMessage.RepairPart repair => OnRepairPart(config, turn, active, from, repair),
            SyncMessage.RepairAll => Snapshot(config, turn, active, from)
                .Because(Why.SnapshotBegins),
            SyncMessage.Orphans orphans => OnOrphans(config, turn, active, orphans),
            SyncMessage.Hello or SyncMessage.Heartbeat or SyncMessage.Fact
                or SyncMessage.SnapshotBegin or SyncMessage.SnapshotPart or SyncMessage.SnapshotEnd
                or SyncMessage.DigestReport or SyncMessage.Fence or SyncMessage.Release =>
                turn.Because(Why.OwnTerm),
        };
    }

    // docs/adr/0055: a term without a start is that of a store, told by whoever has started anew
    // since: what began it is over, and nobody reigns in it. So whoever is stopped by it claims a
    // reign beyond at once, and keeps its place.
    private static Next<State, Output> Beyond(
        Config config, Turn turn, Instant now, Reason otherwise) =>
        turn.State is { Role: Role.Standby standby, Seen: { IsSome: true, Boot.Value: 0 } }
            ? Claim(config, turn, standby, now)
            : turn.Because(otherwise);

    private static Next<State, Output> OnRepeated(
        Turn turn, Role.Active active, Input.RequestRepeated repeated)
    {
        var replica = turn.State.Replica;
        var response = replica.Sas.Ikes.Find(repeated.Ike.Key)?.Responses
            .FirstOrDefault(message => message.Id == repeated.MessageId.Value);
        // RFC 7296 §2.1: the same response again, but not before a standby has it.
        var isOpen = replica.Tail.From(replica.Tail.Count - (int)(replica.Index - active.Committed))
            .Any(entry => entry.Changes.Any(change => change is Change.ResponseSent sent
                && sent.Ike == repeated.Ike && sent.Message.Id == repeated.MessageId.Value));
        return response is null || isOpen
            ? turn.Because(Why.NoResponseYet)
            : turn.Add(new Output.Transmit(
                    repeated.Ike, response.Id, response.Octets, IsResponse: true))
                .Because(Why.ResponseRepeated);
    }
}
