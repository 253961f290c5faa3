using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Isakmp;

/// <summary>
/// ISAKMP SAs that are being made for peers that came: each in one <see cref="PhaseOneResponder"/>,
/// in the memory of this member alone. IKEv1 has no cookie that comes back before something is
/// kept, so beyond a number of them nobody is answered.
/// </summary>
internal sealed partial class PhaseOneAnswers : IDisposable
{
    private const int NonceLength = 32;
    private const int StepsMax = 64;
    private static readonly TimeSpan ComplainsEvery = TimeSpan.FromSeconds(10);

    private readonly PhaseOneResponder.Config _config;
    private readonly FillRandom _random;
    private readonly IIsakmpHolder _holder;
    private readonly IsakmpHandshakeKeys _keys;
    private readonly IsakmpWork _work;
    private readonly PhaseOneBeginnings? _ours;
    private readonly Dictionary<Place, Entry> _open = [];
    private long _last;
    private Instant _complainsAt;
    private Instant _distrustsAt;
    private Instant _fullAt;

    /// <summary>A cookie alone is no name: another initiator may have drawn it.</summary>
    private readonly record struct Place(IkeSpi Initiator, HostAddress From);

    private sealed class Entry
    {
        public PhaseOneResponder.State State { get; set; } = new PhaseOneResponder.State.Idle();

        public Flow Flow { get; set; }

        /// <summary>The how manyeth it is.</summary>
        public long Number { get; init; }

        /// <summary>How many of ours stood when it began.</summary>
        public long Since { get; init; }

        /// <summary>When it began.</summary>
        public Instant Began { get; init; }

        /// <summary>When its answer was said last because it was asked for.</summary>
        public Instant Said { get; set; }
    }

    /// <param name="config">Suites and times.</param>
    /// <param name="provider">Who computes.</param>
    /// <param name="random">Where everything that is drawn comes from.</param>
    /// <param name="find">Who is known, by identity or by address.</param>
    /// <param name="holder">The member.</param>
    /// <param name="ours">Those that this member begins; null: it begins none.</param>
    /// <param name="judge">Where both sides sign: what is known of an identity and its
    /// certificates; null: nobody does.</param>
    public PhaseOneAnswers(
        PhaseOneResponder.Config config, CryptoProvider provider, FillRandom random,
        Func<Octets?, HostAddress, PhaseOneCredentials?> find, IIsakmpHolder holder,
        PhaseOneBeginnings? ours = null,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?>? judge = null)
    {
        (_config, _random, _holder, _ours) = (config, random, holder, ours);
        _keys = new(provider, random);
        _work = new(_keys, find, judge);
        MayBegin = (identity, from) => find(identity, from) is not null
            || (identity is { } said && judge?.Invoke(PhaseOneMessages.KnownAs(said), []) != null);
        ours?.WaitFor(IsMaking);
    }

    /// <summary>Whether somebody may begin from an address: by aggressive mode, who says so; by
    /// main mode, which names nobody yet.</summary>
    public Func<Octets?, HostAddress, bool> MayBegin { get; init; }

    /// <summary>When something is due.</summary>
    public Instant? Deadline { get; private set; }

    /// <summary>A message of phase 1.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi initiator, Flow flow, Instant now)
    {
        var place = new Place(initiator, flow.Path.Remote);
        var isNew = !_open.TryGetValue(place, out var entry);
        entry ??= new()
        {
            Flow = flow,
            Number = ++_last,
            Since = _ours?.Made ?? 0,
            Began = now,
            Said = now,
        };
        if (isNew && !IsKnown(octets, place))
        {
            ComplainOfStranger(flow, now);
            return;
        }

        var whole = new Octets(octets);
        if (_work.Read(
            entry.State, octets, flow,
            (mode, message, cookie) => new PhaseOneResponder.Input.Offered(
                mode, message, cookie, whole, _holder.DrawIkeSpi(), DrawNonce()))
            is not { } input
            || (isNew && !HasRoom(place, input, now)) || IsTooSoon(entry, input, now))
        {
            return;
        }

        // RFC 3947 §4: the initiator goes on from port 4500, and is answered where it is.
        entry.Flow = flow;
        if (isNew)
        {
            _open.Add(place, entry);
        }

        Step(place, entry, input, now);
        if (isNew)
        {
            CountSignature(entry, now);
            MakeRoom(place, entry, now);
        }

        Plan();
    }

    /// <summary>What is due is sent again, or given up.</summary>
    public void Tick(Instant now)
    {
        foreach (var (place, entry) in _open.ToArray())
        {
            if (PhaseOneResponder.Deadline(_config, entry.State) <= now)
            {
                Step(place, entry, new PhaseOneResponder.Input.Tick(), now);
            }
        }

        Plan();
    }

    /// <summary>This member serves no more: nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _keys.Dispose();
        Plan();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Step(Place place, Entry entry, PhaseOneResponder.Input first, Instant now)
    {
        var inputs = new Queue<PhaseOneResponder.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new GatewayException("phase 1 goes on without an end");
            }

            var before = entry.State;
            var next = PhaseOneResponder.Step(_config, before, now, input);
            entry.State = next.State;
            Complain(entry, before, input, now);
            foreach (var output in next.Outputs)
            {
                if (Do(place, entry, output) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(place, entry, input, output);
                }
            }
        }

        if (entry.State is PhaseOneResponder.State.Idle or PhaseOneResponder.State.Up
            or PhaseOneResponder.State.Gone)
        {
            _open.Remove(place);
        }
    }

    /// <summary>What an output gives. Nothing is computed or signed for whoever names somebody who
    /// does not begin like that.</summary>
    private PhaseOneResponder.Input? Do(
        Place place, Entry entry, PhaseOneResponder.Output output) =>
        output is PhaseOneResponder.Output.Exchange(_, _, { } named)
            && !MayBegin(named, place.From)
            ? new PhaseOneResponder.Input.Unknown()
            : _work.Do(output, entry.Flow);

    private void Complain(
        Entry entry, PhaseOneResponder.State before, PhaseOneResponder.Input input, Instant now)
    {
        if (input is PhaseOneResponder.Input.Unknown)
        {
            ComplainOfStranger(entry.Flow, now);
            return;
        }

        var what = input switch
        {
            PhaseOneResponder.Input.Distrusted(var why) when MayDistrust(now) => $"{why}",
            PhaseOneResponder.Input.NotProved(var why)
                when before is PhaseOneResponder.State.Verifying =>
                MayDistrust(now) ? $"{why}" : null,
            PhaseOneResponder.Input.NotProved when before
                is PhaseOneResponder.State.Authenticating { HasTold: false } =>
                "has another key, or none",
            PhaseOneResponder.Input.Proved when entry.State is PhaseOneResponder.State.Gone =>
                "proves an identity that is not the one at its address",
            _ => null,
        };
        if (what is not null)
        {
            var identity = (input as PhaseOneResponder.Input.Proved)?.Message.Identity
                ?? (before as PhaseOneResponder.State.Verifying)?.Message.Identity
                ?? (before as PhaseOneResponder.State.Authenticating)?.Party.Wanted
                ?? default;
            _holder.Complain(identity, entry.Flow, what);
        }
    }

    /// <summary>Anybody can be unknown, and as often as he likes: one is told of in a while.
    /// </summary>
    private void ComplainOfStranger(Flow flow, Instant now)
    {
        if (_complainsAt <= now)
        {
            _complainsAt = now + ComplainsEvery;
            _holder.Complain(default, flow, "is at no address whose key is known");
        }
    }

    /// <summary>Nor does it take more than a key pair to be distrusted.</summary>
    private bool MayDistrust(Instant now)
    {
        var may = _distrustsAt <= now;
        _distrustsAt = may ? now + ComplainsEvery : _distrustsAt;
        return may;
    }

    private void Carry(
        Place place, Entry entry, PhaseOneResponder.Input input,
        PhaseOneResponder.Output output)
    {
        switch (output)
        {
            case PhaseOneResponder.Output.Reply(var cookies, var notify):
                _holder.Send(
                    [IsakmpWork.InClear(cookies, _holder.DrawMessageId(), notify)], entry.Flow);
                break;
            case PhaseOneResponder.Output.Inform(var isakmp, var information):
                if (_work.Say(isakmp, _holder.DrawMessageId(), information) is { } said)
                {
                    _holder.Send([said], entry.Flow);
                }

                break;
            // The message that makes an SA leaves with the fact that makes it.
            case PhaseOneResponder.Output.Send when input is PhaseOneResponder.Input.Committed:
                break;
            case PhaseOneResponder.Output.Send(var octets):
                _holder.Send([octets], entry.Flow);
                break;
            case PhaseOneResponder.Output.Establish(var made):
                Establish(place, entry, made);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether one that a peer has begun is being made a fact.</summary>
    private bool IsMaking(Octets peer) => _open.Values.Any(entry =>
        entry.State is PhaseOneResponder.State.Committing(var made)
        && PhaseOneMessages.KnownAs(made.Peer) == peer);

    private void Establish(Place place, Entry entry, PhaseOneSa made)
    {
        if (_ours is null)
        {
            GoOn(stays: true);
        }
        else
        {
            _ours.Meet(made, entry.Since, GoOn);
        }

        void GoOn(bool stays)
        {
            // Whoever serves no more has nothing of it.
            if (!stays || !_open.ContainsValue(entry))
            {
                Settle(place, entry, made, isFact: false);
                return;
            }

            _holder.Establish(
                made, made.IsInitialContact, entry.Flow, _keys,
                isFact => Settle(place, entry, made, isFact));
        }
    }

    private void Settle(Place place, Entry entry, PhaseOneSa made, bool isFact)
    {
        if (!_open.ContainsValue(entry))
        {
            return;
        }

        Step(
            place, entry,
            isFact
                ? new PhaseOneResponder.Input.Committed()
                : new PhaseOneResponder.Input.NotCommitted(),
            Instant.Zero);

        // Whoever goes on with the keys has copies.
        _keys.Forget(made.Keys.Value);
        Plan();
    }

    private Octets DrawNonce()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        _random(nonce);
        return new(nonce);
    }

    /// <summary>Main mode of an address at which nobody is known comes to nothing: it takes no
    /// room of others, and is not answered.</summary>
    private bool IsKnown(ReadOnlySpan<byte> octets, Place place) =>
        IsakmpHeader.TryParse(octets, out var header, out _)
        && (header.ExchangeType != IsakmpExchangeType.IdentityProtection
            || MayBegin(null, place.From));

    private void Plan() => Deadline = _open.Values
        .Select(entry => PhaseOneResponder.Deadline(_config, entry.State))
        .Aggregate((Instant?)null, Instant.Earliest);
}
