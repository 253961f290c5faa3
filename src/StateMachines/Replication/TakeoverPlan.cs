using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <summary>How a takeover is planned: by what the member knows, and by the policies.</summary>
internal static class TakeoverPlan
{
    /// <summary>The plan of a takeover.</summary>
    /// <param name="settings">The policies and rates.</param>
    /// <param name="sas">What is known.</param>
    /// <param name="epoch">The epoch that begins.</param>
    /// <param name="isSynced">Whether that is everything.</param>
    /// <param name="isFenced">Whether the member before sends nothing more for certain.</param>
    /// <param name="age">How old it is.</param>
    /// <param name="lead">How much further another one may have jumped already.</param>
    public static Takeover Of(
        SaReplication.Settings settings, SaState sas, Epoch epoch, bool isSynced, bool isFenced,
        TimeSpan age, TimeSpan lead = default)
    {
        var jump = isSynced ? 0 : Jump(settings, age + lead);
        var alive = sas.Ikes.Where(ike => !IsOver(ike, epoch, isSynced)).ToArray();
        var ikes = alive.Select(ike => Of(settings, ike, epoch, isSynced, jump)).ToArray();
        var plans = alive
            .SelectMany((ike, at) => ike.Children.Select(spi => Of(
                settings, sas.Children.Find(spi.Value)!, ikes[at], epoch, isFenced, jump)))
            .ToArray();

        var bounds = TakeoverBounds.Of(settings, age + lead, isSynced);
        var count = (ulong)plans.Length;
        return new(
            epoch, isSynced ? StandingKind.Synced
                : sas.HasNoSa ? StandingKind.Empty : StandingKind.Stale,
            age, [.. ikes], [.. plans],
            new(
                count * bounds.SequenceSkipped, count * bounds.AcceptedTwice,
                count * bounds.InboundLost,
                ikes.Count(plan => plan.Action == IkeTakeover.Reestablish)));
    }

    /// <summary>
    /// Numbers that somebody may have used in so long, at the highest rate: by a member that went
    /// on alone, or that another one took over from.
    /// </summary>
    public static ulong Jump(SaReplication.Settings settings, TimeSpan age)
    {
        var time = (UInt128)Math.Max(0, age.Ticks) + (ulong)settings.SyncedFor.Ticks;
        time = time * (uint)(1_000_000 + settings.DriftPpm) / 1_000_000;
        var packets = (time * settings.PacketsPerSecondMax / TimeSpan.TicksPerSecond) + 1;
        return (ulong)UInt128.Min(packets + settings.LeaseBlock, ulong.MaxValue);
    }

    /// <summary>How an IKE SA goes on when a reign goes on: as the facts say.</summary>
    /// <param name="settings">The policies and rates.</param>
    /// <param name="ike">The SA.</param>
    /// <param name="epoch">The epoch that goes on.</param>
    /// <param name="delta">How far its peer is still to move its counters on.</param>
    public static IkePlan Anew(
        SaReplication.Settings settings, IkeSa ike, Epoch epoch, ulong delta)
    {
        var plan = Of(settings, ike, epoch, isSynced: true, jump: 0);
        return plan with
        {
            ReplayDelta = plan.Action == IkeTakeover.Reestablish ? 0 : delta,
        };
    }

    /// <summary>What a reign owes CHILD SAs from its takeover on.</summary>
    public static Table<ChildUse> UsesOf(Takeover takeover, SaState sas)
    {
        var deltas = takeover.Ikes.Where(plan => plan.ReplayDelta > 0)
            .ToDictionary(plan => plan.Ike, plan => plan.ReplayDelta);
        return takeover.Children
            .Where(plan => plan.Action != ChildTakeover.Resume)
            .Aggregate(default(Table<ChildUse>), (uses, plan) => uses.With(new(
                plan.Inbound, plan.Action,
                plan.Action.HasFlag(ChildTakeover.AwaitPeerSync)
                    ? deltas[sas.Children.Find(plan.Inbound.Value)!.Ike]
                    : 0)));
    }

    /// <summary>
    /// What the log has to say of jumps: whoever is synced later may have used those numbers alone,
    /// and this member may never lease any of its own. Where numbers are nonces (RFC 8750), and a
    /// member that nobody has fenced may use any of them, all of them count as used: to whoever
    /// reigns next, with a fence or without, too.
    /// </summary>
    public static IEnumerable<Change> JumpsOf(
        Takeover takeover, SaState sas, ulong jump)
    {
        foreach (var plan in takeover.Children)
        {
            var child = sas.Children.Find(plan.Inbound.Value)!;
            var last = SequenceLease.LastOf(child.IsExtended);
            var isLost = child.Traits.HasFlag(ChildTraits.ImplicitIv)
                && plan.Action.HasFlag(ChildTakeover.SendNothing);
            var through = isLost ? last : plan.Outbound.Taken;
            if (jump > 0 || through > child.SentThrough)
            {
                yield return new Change.Leased(plan.Inbound, through, plan.Octets.Used);
            }

            // RFC 6311 §5: what the peer is to skip besides, it skips only once it is asked.
            if (jump > 0)
            {
                yield return new Change.FloorRaised(
                    plan.Inbound, Math.Min(plan.Floor.Bottom, Sum(child.Floor, jump, last)));
            }
        }
    }

    /// <summary>
    /// What the log has to say of IKE SAs whose message IDs somebody may have used unseen: until
    /// they are synchronised (RFC 6311 §5.1), whoever takes over next uses none of them either, and
    /// none that is known to be used.
    /// </summary>
    public static IEnumerable<Change> DoubtsOf(IEnumerable<ContestedIke> contested, SaState sas)
    {
        foreach (var (id, below) in Highest(contested))
        {
            if (sas.Ikes.Find(id.Key) is not { IsReplaced: false } ike
                || ike.NextRequest == uint.MaxValue)
            {
                continue;
            }

            var above = Math.Max(ike.NextRequest + 1, below);
            if (above > ike.SyncSent)
            {
                yield return new Change.SyncSent(id, above);
            }
        }
    }

    /// <summary>Each IKE SA once, with the highest of its numbers.</summary>
    public static IEnumerable<ContestedIke> Highest(IEnumerable<ContestedIke> contested) =>
        contested.GroupBy(one => one.Ike)
            .Select(same => new ContestedIke(same.Key, same.Max(one => one.Below)));

    /// <summary>The takeover, with synchronisations above what this member has used alone.
    /// </summary>
    public static Takeover Above(Takeover takeover, Items<ContestedIke> contested) =>
        contested.Count == 0 ? takeover : takeover with
        {
            Ikes =
            [
                .. takeover.Ikes.Select(plan => plan.Action != IkeTakeover.Synchronise
                    ? plan
                    : plan with
                    {
                        SyncMessageId = contested.Where(one => one.Ike == plan.Ike)
                            .Aggregate(
                                plan.SyncMessageId,
                                (id, one) => Math.Max(
                                    id, Math.Min(one.Below, uint.MaxValue - 1) + 1)),
                    }),
            ],
        };

    /// <summary>
    /// What the log has to say of IKE SAs that were rekeyed and none of whose message IDs can be
    /// used any more: nothing is worth a synchronisation, so they are gone.
    /// </summary>
    /// <param name="sas">What is known.</param>
    /// <param name="epoch">The epoch that begins.</param>
    /// <param name="isSynced">Whether that is everything.</param>
    /// <param name="contested">IKE SAs that a member has changed alone.</param>
    public static IEnumerable<Change> EndsOf(
        SaState sas, Epoch epoch, bool isSynced, Items<ContestedIke> contested) => sas.Ikes
        .Where(ike => IsOver(ike, epoch, isSynced && !contested.Any(one => one.Ike == ike.Id)))
        .Select(ike => new Change.IkeDown(ike.Id));

    private static bool IsOver(IkeSa ike, Epoch epoch, bool isSynced) => ike.IsReplaced
        && (!isSynced || ike.IsInDoubt || ReignOf(epoch, ike.Born) > ushort.MaxValue);

    private static IkePlan Of(
        SaReplication.Settings settings, IkeSa ike, Epoch epoch, bool isSynced, ulong jump)
    {
        // The reign in a nonce has 16 bits: beyond them no message can be protected, not that of
        // a rekey either; so a rekey is asked for while there are some left.
        var reign = ReignOf(epoch, ike.Born);
        return reign > ushort.MaxValue
            ? new(ike.Id, IkeTakeover.Reestablish, 0, 0, reign, MustRekey: false)
            : Of(settings, ike, isSynced, jump) with
            {
                NonceReign = reign,
                MustRekey = reign >= IkePlan.RekeyFromReign && !ike.IsReplaced,
            };
    }

    private static uint ReignOf(Epoch epoch, Position born) =>
        epoch.Reign - Math.Min(epoch.Reign, born.Term.Epoch.Reign);

    private static IkePlan Of(
        SaReplication.Settings settings, IkeSa ike, bool isSynced, ulong jump)
    {
        var delta = settings.Replay == ReplayPolicy.PeerSync
            && ike.Traits.HasFlag(IkeTraits.ReplayCounterSync)
            ? Math.Max(jump, Delta(settings))
            : 0;
        if (isSynced && !ike.IsInDoubt)
        {
            // With PeerSync the replay counters move by a message with an ID of its own, RFC 6311
            // §5: nothing about message IDs is in doubt.
            return new(ike.Id, IkeTakeover.Resume, 0, delta);
        }

        if (!ike.Traits.HasFlag(IkeTraits.MessageIdSync))
        {
            return new(ike.Id, IkeTakeover.Reestablish, 0, 0);
        }

        // RFC 6311 §5.1: higher than any ID that was used, as far as it is known, with the window
        // on top, and than any that was proposed before.
        var next = Math.Max((ulong)ike.NextRequest + ike.SendWindow, (ulong)ike.SyncSent + 1);
        return next >= uint.MaxValue
            ? new(ike.Id, IkeTakeover.Reestablish, 0, 0)
            : new(ike.Id, IkeTakeover.Synchronise, (uint)next, delta);
    }

    private static ChildPlan Of(
        SaReplication.Settings settings, ChildSa child, IkePlan ike, Epoch epoch, bool isFenced,
        ulong jump)
    {
        var last = SequenceLease.LastOf(child.IsExtended);
        var outbound = SequenceLease.TakenOver(Sum(child.SentThrough, jump, last),
            child.IsExtended);
        var octets = OctetLease.TakenOver(
            Sum(child.OctetsThrough, Octets(jump), ulong.MaxValue),
            child.OctetsLast);
        var action = jump == 0 ? ChildTakeover.Resume : ChildTakeover.Rekey;
        if (outbound.IsSpent || octets.IsSpent)
        {
            action |= ChildTakeover.Rekey | ChildTakeover.SendNothing;
        }

        // RFC 8750: the nonce is the number, and an unfenced member may use any of them.
        if (child.Traits.HasFlag(ChildTraits.ImplicitIv) && !isFenced)
        {
            action |= ChildTakeover.Rekey | ChildTakeover.SendNothing;
        }

        // RFC 8750 and RFC 4106 §3.1 alike: a reign of more than 16 bits has no nonce of its own.
        var reign = ReignOf(epoch, child.Born);
        if (reign > ushort.MaxValue)
        {
            action |= ChildTakeover.Rekey | ChildTakeover.SendNothing;
        }

        var exposed = settings.Replay == ReplayPolicy.Bounded ? settings.Exposed : 0UL;
        var bottom = Sum(child.Floor, jump == 0 ? 0 : jump + exposed, last);
        switch (settings.Replay)
        {
            case ReplayPolicy.RekeyFirst:
                action |= ChildTakeover.Rekey | ChildTakeover.ReceiveNothing;
                break;
            case ReplayPolicy.PeerSync when ike.ReplayDelta > 0:
                action |= ChildTakeover.AwaitPeerSync;
                bottom = Sum(child.Floor, ike.ReplayDelta, last);
                break;
            case ReplayPolicy.PeerSync:
                action |= ChildTakeover.Rekey | ChildTakeover.ReceiveNothing;
                break;
            case ReplayPolicy.Strict or ReplayPolicy.Bounded:
                break;
        }

        return new(
            child.Inbound, action, outbound, octets, InboundFloor.TakenOver(bottom, exposed),
            reign);
    }

    /// <summary>
    /// With PeerSync nothing waits for floors: a floor is as old as the last one that was asked
    /// for, a heartbeat or two, and the peer has sent no more since than the rate allows.
    /// </summary>
    private static ulong Delta(SaReplication.Settings settings) =>
        Jump(settings, TimeSpan.Zero);

    private static ulong Octets(ulong packets) =>
        packets > ulong.MaxValue >> 16 ? ulong.MaxValue : packets << 16;

    private static ulong Sum(ulong one, ulong other, ulong last) =>
        other > last - Math.Min(one, last) ? last : one + other;
}
