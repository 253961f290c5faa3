using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Isakmp;

/// <summary>ISAKMP SAs that this member begins, one for a peer at a time: each in one
/// <see cref="PhaseOneInitiator"/>, in the memory of this member alone.</summary>
internal sealed partial class PhaseOneBeginnings : IDisposable
{
    private const int NonceLength = 32;
    private const int StepsMax = 64;

    private readonly PhaseOneInitiator.Config _config;
    private readonly FillRandom _random;
    private readonly IIsakmpHolder _holder;
    private readonly IsakmpHandshakeKeys _keys;
    private readonly IsakmpWork _work;
    private readonly Dictionary<IkeSpi, Entry> _open = [];

    private sealed class Entry
    {
        public required string Peer { get; init; }

        public required PhaseOneWish Wish { get; init; }

        public required Action<PhaseOneEnd> Then { get; init; }

        public required PhaseOneInitiator.Config Config { get; init; }

        public PhaseOneInitiator.State State { get; set; } = new PhaseOneInitiator.State.Idle();

        public Flow Flow { get; set; }

        /// <summary>Why we do not believe whoever has signed.</summary>
        public AuthError Distrust { get; set; }

        /// <summary>Whether it is given up for one of the peer's.</summary>
        public bool IsOutdone { get; set; }

        /// <summary>How many answers of aggressive mode have cost keys and proved nobody.</summary>
        public int Doubts { get; set; }

        /// <summary>Whether those were as many as are looked at.</summary>
        public bool IsDoubted => Doubts >= PhaseOneMessages.DoubtsMax;
    }

    /// <param name="config">Suites and times.</param>
    /// <param name="provider">Who computes.</param>
    /// <param name="random">Where everything that is drawn comes from.</param>
    /// <param name="find">Who is known, by identity.</param>
    /// <param name="holder">The member.</param>
    /// <param name="judge">Where both sides sign: what is known of an identity and its
    /// certificates; null: nobody does.</param>
    public PhaseOneBeginnings(
        PhaseOneInitiator.Config config, CryptoProvider provider, FillRandom random,
        Func<Octets?, HostAddress, PhaseOneCredentials?> find, IIsakmpHolder holder,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?>? judge = null)
    {
        (_config, _random, _holder) = (config, random, holder);
        _keys = new(provider, random);
        _work = new(_keys, find, judge);
    }

    /// <summary>When something is due.</summary>
    public Instant? Deadline { get; private set; }

    /// <summary>Whether one for that peer is under way.</summary>
    public bool IsUnderWay(string peer) => _open.Values.Any(entry => entry.Peer == peer);

    /// <summary>Begins one.</summary>
    /// <param name="peer">The name of the peer.</param>
    /// <param name="wish">What is wanted of it.</param>
    /// <param name="flow">Where it is.</param>
    /// <param name="now">The time.</param>
    /// <param name="then">Hears what it has come to.</param>
    /// <param name="config">Suites and times; null: the usual.</param>
    public void Begin(
        string peer, PhaseOneWish wish, Flow flow, Instant now, Action<PhaseOneEnd> then,
        PhaseOneInitiator.Config? config = null)
    {
        if (wish.Wanted is { } wanted && _isMaking(PhaseOneMessages.KnownAs(wanted)))
        {
            then(new(null, IsThePeers: true));
            return;
        }

        var cookie = _holder.DrawIkeSpi();
        Span<byte> nonce = stackalloc byte[NonceLength];
        _random(nonce);
        var entry = new Entry
        {
            Peer = peer,
            Wish = wish,
            Then = then,
            Flow = flow,
            Config = config ?? _config,
        };
        _open.Add(cookie, entry);
        Step(cookie, entry, new PhaseOneInitiator.Input.Begin(wish, cookie, new(nonce)), now);
        Plan();
    }

    /// <summary>A message of phase 1, or a refusal of it; false: of none of these.</summary>
    public bool Hear(ReadOnlySpan<byte> octets, IkeSpi initiator, Flow flow, Instant now)
    {
        if (!_open.TryGetValue(initiator, out var entry))
        {
            return false;
        }

        // An answer comes from where the request went.
        if (flow.Path.Remote == entry.Flow.Path.Remote
            && _work.Read(entry.State, octets, entry.Flow) is { } input)
        {
            Step(initiator, entry, input, now);

            // In the clear anybody who has seen our cookie answers, and each costs keys: beyond a
            // few it is begun anew, later, for one that hears nobody any more serves whoever
            // wants it deaf (docs/adr/0081).
            if (entry is { IsDoubted: true, State: PhaseOneInitiator.State.Offering })
            {
                Step(initiator, entry, new PhaseOneInitiator.Input.Failed(), now);
            }

            Plan();
        }

        return true;
    }

    /// <summary>What is due is sent again, or given up.</summary>
    public void Tick(Instant now)
    {
        foreach (var (cookie, entry) in _open.ToArray())
        {
            if (PhaseOneInitiator.Deadline(entry.Config, entry.State) <= now)
            {
                Step(cookie, entry, new PhaseOneInitiator.Input.Tick(), now);
            }
        }

        Plan();
    }

    /// <summary>This member serves no more: nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        _waiting.Clear();
        _lastMade.Clear();
        _keys.Dispose();
        Plan();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Step(IkeSpi cookie, Entry entry, PhaseOneInitiator.Input first, Instant now)
    {
        var inputs = new Queue<PhaseOneInitiator.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new GatewayException("phase 1 goes on without an end");
            }

            entry.Distrust = input is PhaseOneInitiator.Input.Distrusted(var why)
                ? why
                : entry.Distrust;
            entry.Doubts += entry.Wish.Mode == PhaseOneMode.Aggressive
                && input is PhaseOneInitiator.Input.NotKeyed ? 1 : 0;
            var next = PhaseOneInitiator.Step(entry.Config, entry.State, now, input);
            entry.State = next.State;
            foreach (var output in next.Outputs)
            {
                if (_work.Do(output, entry.Flow) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(cookie, entry, input, output);
                }
            }
        }

        if (entry.State is PhaseOneInitiator.State.Idle or PhaseOneInitiator.State.Up
            or PhaseOneInitiator.State.Gone && _open.Remove(cookie))
        {
            entry.Then(new((entry.State as PhaseOneInitiator.State.Up)?.Id, entry.IsOutdone));
        }
    }

    private void Carry(
        IkeSpi cookie, Entry entry, PhaseOneInitiator.Input input,
        PhaseOneInitiator.Output output)
    {
        switch (output)
        {
            case PhaseOneInitiator.Output.Inform(var isakmp, var information):
                if (_work.Say(isakmp, _holder.DrawMessageId(), information) is { } said)
                {
                    _holder.Send([said], entry.Flow);
                }

                break;
            // The message that makes an SA leaves with the fact that makes it.
            case PhaseOneInitiator.Output.Send when input is PhaseOneInitiator.Input.Committed:
                break;
            case PhaseOneInitiator.Output.Send(var octets, var floats):
                Float(entry, floats);
                _holder.Send([octets], entry.Flow);
                break;
            case PhaseOneInitiator.Output.Establish(var made):
                Float(entry, made.Floats);
                _holder.Establish(
                    made, entry.Wish.IsInitialContact || made.IsInitialContact, entry.Flow, _keys,
                    isFact => Settle(cookie, entry, made, isFact));
                break;
            case PhaseOneInitiator.Output.GaveUp gaveUp when !entry.IsOutdone:
                _holder.Complain(
                    entry.Wish.Wanted ?? default, entry.Flow,
                    entry.Distrust.Fault != AuthFault.None ? $"{entry.Distrust}"
                        : entry.IsDoubted ? "is answered for by whoever does not prove it"
                        : gaveUp.Told is { } told ? $"is refused: {told.Data.Tag}"
                        : gaveUp.Refusal is { } refusal ? $"refuses us: {refusal.Data.Tag}"
                        : "does not answer");
                break;
            default:
                break;
        }
    }

    /// <summary>RFC 3947 §4: behind a NAT all that follows goes from and to port 4500.</summary>
    private static void Float(Entry entry, bool floats)
    {
        if (floats && entry.Flow.LocalPort != IkePort.Encapsulated)
        {
            entry.Flow = entry.Flow with
            {
                LocalPort = IkePort.Encapsulated,
                RemotePort = IkePort.Encapsulated,
            };
        }
    }

    private void Settle(IkeSpi cookie, Entry entry, PhaseOneSa made, bool isFact)
    {
        if (!_open.ContainsKey(cookie))
        {
            return;
        }

        Step(
            cookie, entry,
            isFact
                ? new PhaseOneInitiator.Input.Committed()
                : new PhaseOneInitiator.Input.NotCommitted(),
            Instant.Zero);

        // Whoever goes on with the keys has copies.
        _keys.Forget(made.Keys.Value);
        Settled(cookie, entry, isFact);
        Plan();
    }

    private void Plan() => Deadline = _open.Values
        .Select(entry => PhaseOneInitiator.Deadline(entry.Config, entry.State))
        .Aggregate((Instant?)null, Instant.Earliest);
}
