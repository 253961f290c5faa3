namespace Holdfast.StateMachines.Replication;

/// <content>The row of a member that reigned and has slept: it sends nothing before the others have
/// said that they know no higher epoch.</content>
public static partial class SaReplication
{
    private static Turn FallAsleep(Config config, Turn turn, Role.Active active, Instant now) =>
        turn.Add(new Output.Stop(StopReason.Slept))
            .AddAll(Refuse(active.Proposals))
            .As(new Role.Proving(
                active with { Proposals = [] }, [], [], now + config.Settings.SilentAfter))
            .SayToOthers(config, new SyncMessage.Fence(active.Reign));

    private static Next<State, Output> OnProving(
        Config config, Turn turn, Role.Proving proving, Instant now, Input input) => input switch
        {
            Input.Tick => now < proving.Until
                ? turn.Because(Why.NothingIsDue)
                : Promote(
                    config, StepDown(config, turn, now, StopReason.Slept), now, Why.NotProved),
            Input.Slept => turn.Because(Why.EpochFirst),
            Input.Authority(true) => turn.With(turn.State with { HasAuthority = true })
                .Because(Why.AuthorityNoted),
            Input.Authority => StandDown(config, turn, proving.Paused, now),
            Input.Connected connected => Greet(config, turn, connected.Member),
            Input.Received received =>
                ProvingHears(config, turn, proving, now, received.From, received.Message),
            Input.FenceConfirmed fence => ProvingFences(config, turn, proving, now, fence),
            Input.LostVote => StepDown(
                    config, NoAuthority(turn), now, StopReason.Fenced).Because(Why.VoteLost),
            Input.Propose propose => turn
                .Add(new Output.Refused(propose.Ticket, Refusal.NotActive))
                .Because(Why.EpochFirst),
            Input.Persisted or Input.Sealed or Input.NotSealed => turn.Because(Why.NotAwaited),
            Input.RequestRepeated => turn.Because(Why.EpochFirst),
        };

    private static Next<State, Output> ProvingHears(
        Config config, Turn turn, Role.Proving proving, Instant now, byte from,
        SyncMessage message)
    {
        if (!Meets(config, ref turn, now, from, message, out var reason, out _))
        {
            return turn.Because(reason);
        }

        return turn.State.Role is Role.Standby
            ? turn.Acknowledge(config, from, now).Because(Why.HigherEpoch)
            : message is SyncMessage.Acknowledgement
                ? Proved(config, turn, proving, now, from)
                : turn.Because(Why.EpochFirst);
    }

    // A fence proves that a start sends nothing more, not that it did not reign while this member
    // slept: so no reign goes on by it. Where everybody else has answered or is off, this member
    // begins another reign, with what it knew.
    private static Next<State, Output> ProvingFences(
        Config config, Turn turn, Role.Proving proving, Instant now, Input.FenceConfirmed fence)
    {
        if (ViewOf(proving.Paused, fence.Member) is not { } view)
        {
            return turn.Because(Why.NoMember);
        }

        if (view.Boot.Value != 0 && view.Boot != fence.Boot)
        {
            return turn.Because(Why.OtherStart);
        }

        var start = new MemberStart(fence.Member, fence.Boot, fence.IsOff);
        proving = proving.Fenced.Contains(start)
            ? proving
            : proving with { Fenced = proving.Fenced.Add(start) };
        return IsAlone(config, proving)
            ? BeginAgain(config, turn, proving, now)
            : turn.As(proving).Because(Why.FenceNoted);
    }

    private static bool IsAlone(Config config, Role.Proving proving) =>
        proving.Fenced.Count > 0 && config.Others.All(other => proving.Proved.Contains(other)
            || proving.Fenced.Any(start => start.Member == other));

    private static Next<State, Output> BeginAgain(
        Config config, Turn turn, Role.Proving proving, Instant now)
    {
        turn = StepDown(config, turn, now, StopReason.Slept);
        return Promote(
            config,
            turn.As((Role.Standby)turn.State.Role with
            {
                IsOver = true,
                Fenced = proving.Fenced,
            }),
            now, Why.FenceNoted);
    }

    private static Next<State, Output> Proved(
        Config config, Turn turn, Role.Proving proving, Instant now, byte from)
    {
        if (!config.Others.Contains(from) || proving.Proved.Contains(from))
        {
            return turn.Because(Why.EpochFirst);
        }

        proving = proving with { Proved = proving.Proved.Add(from) };
        if (IsAlone(config, proving))
        {
            return BeginAgain(config, turn, proving, now);
        }

        if (!config.Others.All(proving.Proved.Contains))
        {
            return turn.As(proving).Because(Why.EpochFirst);
        }

        // Nobody follows a higher epoch, so nobody reigned while this member slept.
        var active = proving.Paused with { HeartbeatDue = now + config.Settings.Heartbeat };
        turn = turn.As(active).Add(GoesOn(config, turn.State.Replica.Sas, active));
        return Beat(config, turn, active).Because(Why.EpochProved);
    }

    // What has not taken effect, or was granted nothing yet, is not used: as before the sleep.
    private static Output.Resume GoesOn(Config config, SaState sas, Role.Active active)
    {
        var epoch = active.Reign.Epoch;
        return new(
            epoch,
            [
                .. sas.Ikes.Select(ike => TakeoverPlan.Anew(
                    config.Settings, ike, epoch, DeltaOf(active, ike))),
            ],
            [
                .. sas.Children
                    .Where(child => child.Born.Index <= active.Committed)
                    .Select(child => active.Uses.Find(child.Key)
                        ?? new(child.Inbound, ChildTakeover.Resume))
                    .Where(use => !use.Action.HasFlag(ChildTakeover.AwaitGrant)),
            ]);
    }

    private static ulong DeltaOf(Role.Active active, IkeSa ike)
    {
        var delta = 0UL;
        foreach (var spi in active.Uses.Count == 0 ? default : ike.Children)
        {
            delta = Math.Max(delta, active.Uses.Find(spi.Value)?.ReplayDelta ?? 0);
        }

        return delta;
    }
}
