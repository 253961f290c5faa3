using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.StateMachines.Ike;

/// <summary>An IKE SA as the facts have it.</summary>
/// <param name="Sa">What it is.</param>
/// <param name="IsReplaced">Whether another one has its CHILD SAs.</param>
/// <param name="Children">Its CHILD SAs, in the order in which they were made.</param>
/// <param name="Open">The request of ours that is not answered; null: there is none.</param>
public sealed record KnownIke(
    StandingIke Sa, bool IsReplaced, Items<EstablishedChild> Children, OpenExchange? Open);

/// <summary>An exchange of ours in flight, as its octets tell it.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Share">Our half of the key exchange; none: there is none.</param>
public sealed record OpenExchange(ExchangeMessage Request, KeyHandle Share)
{
    /// <summary>What IKE_FOLLOWUP_KE goes on with, RFC 9370 §2.2.4; null: it is none.</summary>
    public ExchangeSeries? Series { get; init; }
}

/// <summary>
/// What a member finds that takes over, from facts and keys alone: exchanges of ours that go on by
/// the same octets (RFC 7296 §2.1), and what the member before has replaced and not deleted. Law:
/// whatever fact was the last one, of each SA one replacement stays (§2.8).
/// </summary>
public static class ExchangeTakeover
{
    /// <summary>How an IKE SA goes on.</summary>
    /// <param name="known">The IKE SA.</param>
    /// <param name="family">It and the others with its peer.</param>
    public static Input.TakenOver Of(KnownIke known, Items<KnownIke> family)
    {
        ArgumentNullException.ThrowIfNull(known);
        var sa = known.Sa with { IsContested = IsContested(known, family) };
        var task = TaskOf(known, family);
        var stage = StageOf(known, family, task);
        Items<StandingChild> children =
        [
            .. known.Children.Select(child => new StandingChild(
                child, StageOf(child, known.Children, task))),
        ];
        return new(
            sa, children, stage, TasksOf(stage, children, task),
            task is null ? null : new Ours.Asking(task, known.Open!.Request));
    }

    /// <summary>Whether there is anything that does not wait until something happens.</summary>
    public static bool IsUnfinished(KnownIke known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known.IsReplaced || known.Open is not null || known.Sa.Origin is not null
            || known.Children.Any(child => child.Origin is not null);
    }

    /// <summary>What takes back at the peer what it may have made for a request of ours that was
    /// passed over (RFC 6311 §5.1) and that nobody goes on with; null: it makes nothing. That the
    /// IKE SA is deleted: its CHILD SAs may be under another one that nobody has the keys of, so
    /// all is established anew, or ends.</summary>
    /// <param name="asked">What was asked; null: nobody can tell.</param>
    public static ExchangeWish? TakingBack(ExchangeMessage? asked) => asked switch
    {
        // RFC 7296 §1.4.1: a Delete names the SPI of whoever sends it: that of the request.
        ExchangeMessage.Child { Offer.Proposals.Proposals: [var offered, ..] }
            when offered.Spi.Length == ProposalChoice.ChildSpiLength => new ExchangeWish.Retract(
                new(offered.ProtocolId, FirstChild.SpiOf(offered.Spi))),

        // RFC 9370 §2.2.4: it may be the last one, which makes a CHILD SA or an IKE SA: which one,
        // stood in what is not here.
        ExchangeMessage.Rekey or ExchangeMessage.Followup => new ExchangeWish.DeleteIke(),
        ExchangeMessage.Child or ExchangeMessage.Inform or ExchangeMessage.Refused or null => null,
    };

    /// <summary>The same where it is answered, by which nobody can have the keys.</summary>
    /// <param name="asked">Finds what was asked; null: nobody can tell.</param>
    /// <param name="answer">What the peer says.</param>
    public static ExchangeWish? TakingBack(
        Func<ExchangeMessage?> asked, ExchangeMessage answer)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return answer switch
        {
            ExchangeMessage.Child or ExchangeMessage.Rekey => TakingBack(asked()),
            ExchangeMessage.Followup more => more.Link.Length == 0
                ? new ExchangeWish.DeleteIke()
                : null,
            ExchangeMessage.Inform or ExchangeMessage.Refused => null,
        };
    }

    /// <summary>The wish that a request is about; null: it goes on without us, or our half of its
    /// key exchange died with the member before.</summary>
    private static ExchangeTask? TaskOf(KnownIke known, Items<KnownIke> family) =>
        known.Open is not { } open ? null : TaskOf(known, family, open.Request, open.Share)
            ?? (open is { Request: ExchangeMessage.Followup, Series: { } series }
                ? TaskOf(known, family, series.Request, open.Share) is { } begun
                    ? begun with { Series = series }
                    : null
                : null);

    private static ExchangeTask? TaskOf(
        KnownIke known, Items<KnownIke> family, ExchangeMessage request, KeyHandle share) =>
        request switch
        {
            ExchangeMessage.Child child => child.Method == KeyExchangeMethod.None || share.IsSome
                ? OfChild(known, child, share)
                : null,
            ExchangeMessage.Rekey ike => share.IsSome
                ? new(
                    new ExchangeWish.RekeyIke(),
                    new(
                        ike.Nonce, default,
                        ExchangeMessages.IkeSpiOf(ike.Proposals.Proposals[0].Spi), default))
                {
                    Wanted = ike.Method,
                    Share = share,
                    Rival = RivalOf(family, known.Sa.Id),
                }
                : null,
            ExchangeMessage.Inform inform => OfInform(known, inform),
            ExchangeMessage.Followup or ExchangeMessage.Refused => null,
        };

    private static ExchangeTask OfChild(
        KnownIke known, ExchangeMessage.Child child, KeyHandle share) => new(
            child.Rekeys is { } old
                ? new ExchangeWish.RekeyChild(old.Spi)
                : new ExchangeWish.Child(
                    new(child.Offer.Initiator, child.Offer.Responder), child.Offer.IsTransport),
            new(
                child.Nonce, FirstChild.SpiOf(child.Offer.Proposals.Proposals[0].Spi), default,
                default))
        {
            Wanted = child.Method,
            Share = share,
            Rival = child.Rekeys is { } replaced
                ? RivalOf(known.Children, replaced.Spi)
                : null,
        };

    private static ExchangeTask? OfInform(KnownIke known, ExchangeMessage.Inform inform) =>
        inform.DeletesIke ? new(new ExchangeWish.DeleteIke(), default)
        : inform.Deletes.Count != 1 ? null
        : known.Children.Any(child => child.Inbound == inform.Deletes[0].Spi)
            ? new(new ExchangeWish.DeleteChild(inform.Deletes[0].Spi), default)
            : new(new ExchangeWish.Retract(inform.Deletes[0]), default);

    private static Rival? RivalOf(Items<EstablishedChild> children, Spi old) => children
        .Where(child => child.Origin is { IsOurs: false, Child: { } spi } && spi == old)
        .Select(child => new Rival(child.Origin!.Lowest, child.Inbound, default))
        .FirstOrDefault();

    private static Rival? RivalOf(Items<KnownIke> family, IkeSaId old) => family
        .Where(one => one.Sa.Origin is { IsOurs: false, Ike: { } ike } && ike == old)
        .Select(one => new Rival(one.Sa.Origin!.Lowest, default, one.Sa.Id))
        .FirstOrDefault();

    // RFC 7296 §2.8.2: as long as our own rekey of the same one is not answered.
    private static bool IsContested(KnownIke known, Items<KnownIke> family) =>
        known.Sa.Origin is { IsOurs: false, Ike: { } old } && !known.IsReplaced
        && family.Any(one => one.Sa.Id == old
            && one.Open is { Share.IsSome: true } open
            && (open.Series?.Request ?? open.Request) is ExchangeMessage.Rekey);

    private static IkeStage StageOf(
        KnownIke known, Items<KnownIke> family, ExchangeTask? task) =>
        task is { Wish: ExchangeWish.DeleteIke }
            || known.Sa.Origin is { IsOurs: true, IsRedundant: true }
            || (known.IsReplaced && family.Any(one => one.Sa.Origin is
            { IsOurs: true, IsRedundant: false, Ike: { } old } && old == known.Sa.Id))
            ? IkeStage.Ending
            : known.IsReplaced ? IkeStage.Replaced : IkeStage.Open;

    // Whoever began what stays deletes what it replaces, and else what it made.
    private static ChildStage StageOf(
        EstablishedChild child, Items<EstablishedChild> all, ExchangeTask? task)
    {
        if (task is { Wish: ExchangeWish.DeleteChild(var spi) } && spi == child.Inbound)
        {
            return ChildStage.Ending;
        }

        if (child.Origin is { IsOurs: true, IsRedundant: true })
        {
            return ChildStage.Ending;
        }

        var (byUs, byPeer, isBehind) = (false, false, false);
        foreach (var other in all)
        {
            isBehind |= other == child;
            if (other.Origin is not { Child: { } old, IsRedundant: false } origin
                || other == child)
            {
                continue;
            }

            // An SPI that is drawn again is of an SA behind those that replaced the first one.
            byUs |= isBehind && origin.IsOurs && old == child.Inbound;
            byPeer |= isBehind && !origin.IsOurs && old == child.Inbound;

            // The peer's own is redundant beside ours, and the peer deletes it.
            byPeer |= origin.IsOurs
                && child.Origin is { IsOurs: false, Child: { } same } && same == old;
        }

        return byUs ? ChildStage.Ending : byPeer ? ChildStage.Replaced : ChildStage.Open;
    }

    private static Items<ExchangeTask> TasksOf(
        IkeStage stage, Items<StandingChild> children, ExchangeTask? task)
    {
        if (stage == IkeStage.Ending)
        {
            return task is { Wish: ExchangeWish.DeleteIke }
                ? []
                : [new(new ExchangeWish.DeleteIke(), default)];
        }

        return
        [
            .. children
                .Where(child => child.Stage == ChildStage.Ending
                    && task?.Wish != new ExchangeWish.DeleteChild(child.Sa.Inbound))
                .Select(child => new ExchangeTask(
                    new ExchangeWish.DeleteChild(child.Sa.Inbound), default)),
        ];
    }
}
