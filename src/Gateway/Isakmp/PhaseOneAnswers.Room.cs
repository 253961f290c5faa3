using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Offered = Holdfast.StateMachines.Ikev1.PhaseOneResponder.Input.Offered;

namespace Holdfast.Gateway.Isakmp;

/// <content>
/// Whoever has proved nothing makes room for the next: first those that have not shown that they
/// hear us, then those that have made keys with us and have signed nothing yet. A peer that signs
/// needs one round trip more for that, and strangers beyond the bound have to be faster than it. By
/// aggressive mode we sign for whoever asks, from whatever address: each of those has its place for
/// a while, and for no others is anything signed meanwhile (docs/adr/0081).
/// </content>
internal sealed partial class PhaseOneAnswers
{
    /// <summary>More than these there never are.</summary>
    public const int Most = 1_024;

    /// <summary>Nor more than these from one address.</summary>
    public const int MostOfOne = 64;

    /// <summary>Nor more than these by aggressive mode for whom we have signed.</summary>
    public const int MostSigned = 32;

    /// <summary>Nor more than these that name one peer.</summary>
    public const int MostSignedOfOne = 8;

    /// <summary>How long one for whom we have signed has its place: a peer answers within it. So
    /// there are at most <see cref="MostSigned"/> private powers in that time.</summary>
    public static readonly TimeSpan SignedStays = TimeSpan.FromSeconds(2);

    // Those of the last two seconds, whatever has become of them.
    private readonly Queue<(Instant At, Octets Peer)> _signed = [];

    private bool HasRoom(Place place, PhaseOneResponder.Input input, Instant now)
    {
        var named = input is Offered { Mode: PhaseOneMode.Aggressive, Message.Identity: var said }
            ? said
            : default(Octets?);
        if (named is { } nobody && !MayBegin(nobody, place.From))
        {
            // It is refused at once, and stays nowhere.
            return true;
        }

        return (named is not { } peer || !WouldSign((Offered)input) || MaySign(place, peer, now))
            && HasPlace(MostOfOne, (one, _) => one.From == place.From, now)
            && HasPlace(Most, static (_, _) => true, now);
    }

    /// <summary>One that stays is judged by now: the place of another one is for it, and for none
    /// that was refused.</summary>
    private void MakeRoom(Place place, Entry entry, Instant now)
    {
        if (!_open.ContainsKey(place))
        {
            return;
        }

        if (SignedFor(entry.State) is { } peer)
        {
            KeepTo(MostSignedOfOne, (_, one) => SignedFor(one.State) == peer);
            KeepTo(MostSigned, static (_, one) => SignedFor(one.State) is not null);
        }

        KeepTo(MostOfOne, (one, _) => one.From == place.From);
        KeepTo(Most, static (_, _) => true);

        void KeepTo(int most, Func<Place, Entry, bool> which)
        {
            if (_open.Count(one => which(one.Key, one.Value)) > most
                && First((at, one) => one != entry && which(at, one), now) is { } goes)
            {
                Step(goes, _open[goes], new PhaseOneResponder.Input.Failed(), now);
            }
        }
    }

    private bool WouldSign(Offered offered) => _config.TakesAggressive
        && offered.Message.Proposals is { } offer
        && IsakmpOffers.Choose(_config.Suites, offer)?.Suite.Authentication.InPhaseOne
            == PhaseOneAuthMethod.RsaSignatures;

    private bool MaySign(Place place, Octets peer, Instant now)
    {
        while (_signed.TryPeek(out var first) && now - first.At >= SignedStays)
        {
            _signed.Dequeue();
        }

        var known = PhaseOneMessages.KnownAs(peer);
        var may = _signed.Count < MostSigned
            && _signed.Count(one => one.Peer == known) < MostSignedOfOne
            && HasPlace(MostSignedOfOne, (_, one) => SignedFor(one.State) == known, now)
            && HasPlace(MostSigned, static (_, one) => SignedFor(one.State) is not null, now);
        if (!may && _fullAt <= now)
        {
            _fullAt = now + ComplainsEvery;
            _holder.Complain(
                known, new(new(default, place.From), 0, 0),
                "is to be signed for by aggressive mode more often than anybody is");
        }

        return may;
    }

    /// <summary>Whoever hears our answer can end its SA at once, and its place is free: what we
    /// have done for it is done.</summary>
    private void CountSignature(Entry entry, Instant now)
    {
        if (SignedFor(entry.State) is { } peer)
        {
            _signed.Enqueue((now, peer));
        }
    }

    /// <summary>Whether an answer is asked for again at once: one that is signed is longer than
    /// what asks for it, and anybody can say that it came from anywhere.</summary>
    private static bool IsTooSoon(Entry entry, PhaseOneResponder.Input input, Instant now)
    {
        if (input is not PhaseOneResponder.Input.Repeated || SignedFor(entry.State) is null)
        {
            return false;
        }

        var isTooSoon = now - entry.Said < SaidAgain.After;
        entry.Said = isTooSoon ? entry.Said : now;
        return isTooSoon;
    }

    /// <summary>Whom one names for whom we have signed, and who has not; null: it is no such one.
    /// </summary>
    private static Octets? SignedFor(PhaseOneResponder.State state) => state
        is PhaseOneResponder.State.Authenticating
    {
        Half: { Signs: true, Mode: PhaseOneMode.Aggressive }, Party.Wanted: { } wanted,
    }
            ? PhaseOneMessages.KnownAs(wanted)
            : null;

    /// <summary>Whether there is a place among those, or one of them may go.</summary>
    private bool HasPlace(int most, Func<Place, Entry, bool> which, Instant now) =>
        _open.Count(one => which(one.Key, one.Value)) < most || First(which, now) is not null;

    /// <summary>The oldest that may go; null: there is none.</summary>
    private Place? First(Func<Place, Entry, bool> which, Instant now) => _open
        .Where(one => which(one.Key, one.Value) && OrderOf(one.Value, now) is not null)
        .OrderBy(one => (OrderOf(one.Value, now), one.Value.Number))
        .Select(one => (Place?)one.Key).FirstOrDefault();

    /// <summary>Who goes first; null: it stays. By main mode a peer at an address that has a key
    /// stays, since no stranger hears what is said to it; by aggressive mode anybody may have
    /// asked, and has shown nothing.</summary>
    private static int? OrderOf(Entry entry, Instant now) => entry.State switch
    {
        PhaseOneResponder.State.Open => 0,
        PhaseOneResponder.State.Authenticating { Half.Mode: PhaseOneMode.Aggressive }
            when now - entry.Began >= SignedStays => 1,
        PhaseOneResponder.State.Authenticating { Half.Signs: true, Half.Mode: PhaseOneMode.Main }
            => 1,
        _ => null,
    };
}
