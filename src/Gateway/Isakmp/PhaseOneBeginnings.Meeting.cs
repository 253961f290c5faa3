using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Gateway.Isakmp;

/// <content>
/// Of two phases 1 at once, one of each side, the same one is given up at both ends, else each end
/// might keep what the other one has ended (docs/adr/0038, docs/adr/0069).
/// </content>
internal sealed partial class PhaseOneBeginnings
{
    private readonly Dictionary<Octets, (long At, Rank Rank)> _lastMade = [];
    private readonly List<(Entry Entry, Action Then)> _waiting = [];
    private Func<Octets, bool> _isMaking = _ => false;

    /// <summary>How many of ours have come to stand: whoever answers a peer sees by it what was
    /// made meanwhile.</summary>
    public long Made { get; private set; }

    /// <summary>Which of two stays: whoever says INITIAL-CONTACT has lost what was there, and the
    /// other one has not (RFC 2407 §4.6.3.3); else that of the higher cookie.</summary>
    private readonly record struct Rank(bool IsFirst, IkeSpi Cookie)
    {
        public bool Outdoes(Rank other) => IsFirst == other.IsFirst
            ? Cookie.Value > other.Cookie.Value
            : IsFirst;
    }

    /// <summary>None of ours begins while one of the peer's is being made a fact: both would name
    /// the same one that they replace, and the log would take both.</summary>
    /// <param name="isMaking">Whether one of a peer's is; hears its identity.</param>
    public void WaitFor(Func<Octets, bool> isMaking) => _isMaking = isMaking;

    /// <summary>A peer has proved who it is in a phase 1 that it began: ours with it is given up
    /// for it, or it is for ours.</summary>
    /// <param name="theirs">What the peer began.</param>
    /// <param name="since">What <see cref="Made"/> was when its first message came.</param>
    /// <param name="then">Hears whether that of the peer goes on.</param>
    public void Meet(PhaseOneSa theirs, long since, Action<bool> then)
    {
        var peer = PhaseOneMessages.KnownAs(theirs.Peer);
        var rank = new Rank(theirs.IsInitialContact, theirs.Id.Initiator);
        foreach (var (cookie, entry) in _open.Where(one => PeerOf(one.Value) == peer).ToArray())
        {
            if (entry.State is PhaseOneInitiator.State.Committing)
            {
                // It may be a fact already.
                _waiting.Add((entry, () => Meet(theirs, since, then)));
                return;
            }

            var ours = RankOf(cookie, entry.Wish);
            if (IsAnswered(entry) && ours.Outdoes(rank))
            {
                then(false);
                return;
            }

            // One that nobody has answered can come to nothing at the peer; what says that all else
            // is gone is said all the same.
            if (!ours.IsFirst || rank.IsFirst)
            {
                entry.IsOutdone = true;
                Step(cookie, entry, new PhaseOneInitiator.Input.Failed(), default);
            }
        }

        Plan();
        then(!_lastMade.TryGetValue(peer, out var made) || made.At <= since
            || rank.Outdoes(made.Rank));
    }

    private static bool IsAnswered(Entry entry) => entry.State
        is not (PhaseOneInitiator.State.Idle or PhaseOneInitiator.State.Writing
            or PhaseOneInitiator.State.Offering);

    // RFC 2407 §4.6.3: aggressive mode does not say it, so the peer can't see it.
    private static Rank RankOf(IkeSpi cookie, PhaseOneWish wish) =>
        new(wish.IsInitialContact && wish.Mode == PhaseOneMode.Main, cookie);

    private static Octets? PeerOf(Entry entry) => entry.Wish.Wanted is { } wanted
        ? PhaseOneMessages.KnownAs(wanted)
        : null;

    /// <summary>One of ours is a fact, or is none: what waited for that goes on.</summary>
    private void Settled(IkeSpi cookie, Entry entry, bool isFact)
    {
        if (isFact && PeerOf(entry) is { } peer)
        {
            _lastMade[peer] = (++Made, RankOf(cookie, entry.Wish));
        }

        foreach (var waiting in _waiting.Where(one => one.Entry == entry).ToArray())
        {
            _waiting.Remove(waiting);
            waiting.Then();
        }
    }
}
