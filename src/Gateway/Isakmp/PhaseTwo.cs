using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Isakmp;

/// <summary>
/// Exchanges under standing ISAKMP SAs: quick modes, each in one machine, and Informational
/// exchanges. The keys are copies of those that the facts name, taken when something first happens
/// in a reign; what is on the way is in the memory of this member alone.
/// </summary>
internal sealed partial class PhaseTwo : IDisposable
{
    /// <summary>Quick modes of one ISAKMP SA that are on the way, at most: each is kept before the
    /// peer has shown that its first message is new.</summary>
    public const int MostOfOne = 64;

    /// <summary>What a message of quick mode is.</summary>
    public enum Heard
    {
        /// <summary>Not authentic, or nothing new.</summary>
        Nothing,

        /// <summary>Authentic, but it may have been said before, to whoever reigned then.</summary>
        Authentic,

        /// <summary>It covers what was drawn here: it was said now.</summary>
        Fresh,
    }

    private const int NonceLength = 32;
    private const int StepsMax = 64;
    private const int DrawsMax = 8;

    private readonly QuickResponder.Config _answering;
    private readonly QuickInitiator.Config _asking;
    private readonly FillRandom _random;
    private readonly IIsakmpHolder _holder;
    private readonly Func<Instant> _now;
    private readonly IsakmpHandshakeKeys _keys;
    private readonly IsakmpWork _work;
    private readonly Dictionary<IkeSaId, StandingIsakmp> _standing = [];
    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Answer> _answers = [];
    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Question> _questions = [];

    private sealed class Answer
    {
        public QuickResponder.State State { get; set; } = new QuickResponder.State.Idle();

        public Flow Flow { get; set; }
    }

    private sealed class Question
    {
        public required Spi Inbound { get; init; }

        public required Flow Flow { get; init; }

        public required Action<Spi?, string?> Then { get; init; }

        public QuickInitiator.State State { get; set; } = new QuickInitiator.State.Idle();

        /// <summary>Why it was given up, where anybody has said it.</summary>
        public string? Why { get; set; }
    }

    /// <param name="provider">Who computes.</param>
    /// <param name="random">Where everything that is drawn comes from.</param>
    /// <param name="holder">The member.</param>
    /// <param name="now">The clock of the loop.</param>
    public PhaseTwo(
        CryptoProvider provider, FillRandom random, IIsakmpHolder holder, Func<Instant> now)
    {
        (_random, _holder, _now) = (random, holder, now);
        _keys = new(provider, random);
        _work = new(_keys, (_, _) => null);
        _answering = QuickResponder.Config.TryCreate(new(), out var answering, out var error)
            ? answering
            : throw new GatewayException($"{error}");
        _asking = QuickInitiator.Config.TryCreate(new(), out var asking, out error)
            ? asking
            : throw new GatewayException($"{error}");
    }

    /// <summary>When something is due.</summary>
    public Instant? Deadline { get; private set; }

    /// <summary>How many secrets it holds.</summary>
    public int Secrets => _keys.Count;

    /// <summary>An ISAKMP SA as its exchanges know it.</summary>
    /// <param name="ike">What every member knows of it.</param>
    /// <param name="material">Its keys, which stay the caller's.</param>
    public StandingIsakmp StandingOf(IkeSa ike, IsakmpMaterial material)
    {
        if (_standing.TryGetValue(ike.Id, out var known))
        {
            return known;
        }

        var number = _keys.Import(material.Suite, material.CopyKeys());
        foreach (var response in ike.Responses)
        {
            // RFC 2409 §5.5: what another member has answered has no second exchange.
            if (response.Octets.Count > 0
                && IsakmpHeader.TryParse(response.Octets[0].Span, out var said, out _))
            {
                _keys.Use(number, said.MessageId);
            }
        }

        // A login would be a fact of its own, and there is none: nothing is granted without it.
        return _standing[ike.Id] = new(
            new(ike.Id.Initiator, ike.Id.Responder), new KeyHandle(number), material.Last)
        {
            Awaits = material.Suite.Authentication.LogsIn,
        };
    }

    /// <summary>What an Informational exchange says; null: it is not authentic.</summary>
    public Information? Hear(StandingIsakmp isakmp, ReadOnlySpan<byte> octets) =>
        _work.Hear(isakmp, octets);

    /// <summary>An Informational exchange of ours; null: it can't be said.</summary>
    public Octets? Say(StandingIsakmp isakmp, Information information)
    {
        // Those that were drawn before are few of 2^24.
        var said = default(Octets?);
        for (var tries = 0; said is null && tries < DrawsMax; tries++)
        {
            said = _work.Say(isakmp, _holder.DrawMessageId(), information);
        }

        return said;
    }

    /// <summary>A message of quick mode.</summary>
    /// <param name="ike">The ISAKMP SA.</param>
    /// <param name="isakmp">The same as its exchanges know it.</param>
    /// <param name="octets">The message.</param>
    /// <param name="id">Its message ID.</param>
    /// <param name="flow">Over which it came.</param>
    /// <param name="peer">What the peer may have; null: nothing that is new.</param>
    public Heard HearQuick(
        IkeSaId ike, StandingIsakmp isakmp, ReadOnlySpan<byte> octets, MessageId id, Flow flow,
        QuickPeer? peer)
    {
        var key = (ike, id);
        if (_questions.TryGetValue(key, out var question))
        {
            if (_work.Read(question.State, octets, flow) is not { } told)
            {
                return Heard.Nothing;
            }

            Step(key, question, told);
            Plan();
            return told is QuickInitiator.Input.Answered ? Heard.Fresh : Heard.Authentic;
        }

        var isNew = !_answers.TryGetValue(key, out var answer);
        answer ??= new();
        if (isNew && (peer is null || _answers.Keys.Count(one => one.Ike == ike) >= MostOfOne))
        {
            return Heard.Nothing;
        }

        if (_work.Read(
            answer.State, isakmp, octets, flow, (_holder.DrawChildSpi(), DrawNonce()),
            peer ?? new([], [])) is not { } input)
        {
            return Heard.Nothing;
        }

        if (input is not QuickResponder.Input.Repeated)
        {
            answer.Flow = flow;
        }

        _answers[key] = answer;
        Step(key, answer, input);
        Plan();
        return input is QuickResponder.Input.Confirmed ? Heard.Fresh : Heard.Authentic;
    }

    /// <summary>Begins a quick mode.</summary>
    /// <param name="ike">The ISAKMP SA.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="flow">Where the peer is.</param>
    /// <param name="then">Hears where we receive in the end, or null and why not.</param>
    public void Begin(IkeSaId ike, QuickWish wish, Flow flow, Action<Spi?, string?> then)
    {
        MessageId id;
        do
        {
            id = _holder.DrawMessageId();
        }
        while (_keys.IsUsed(wish.Isakmp.Keys.Value, id));
        var inbound = _holder.DrawChildSpi();
        var question = new Question { Inbound = inbound, Flow = flow, Then = then };
        _questions.Add((ike, id), question);
        Step(
            (ike, id), question,
            new QuickInitiator.Input.Begin(wish, id, DrawNonce(), inbound));
        Plan();
    }

    /// <summary>Which packets of the peer show that it has a CHILD SA is known by who hears them.
    /// </summary>
    public void Used(Spi inbound)
    {
        foreach (var (key, answer) in _answers.ToArray())
        {
            if (answer.State is QuickResponder.State.Waiting { Made.Child.Inbound: var waiting }
                && waiting == inbound)
            {
                Step(key, answer, new QuickResponder.Input.Used());
                Plan();
            }
        }
    }

    /// <summary>The peer refuses a quick mode, in an Informational exchange: which one it says by
    /// our SPI, or there is but one.</summary>
    public void Refused(IkeSaId ike, IsakmpNotifyPayloadValue notify)
    {
        var open = _questions.Where(one => one.Key.Ike == ike).ToArray();
        var meant = open.Where(one => notify.Spi.Length == sizeof(uint)
            && notify.Spi == InformationalSpi(one.Value.Inbound)).ToArray();
        meant = meant.Length == 0 && open.Length == 1 ? open : meant;
        foreach (var (key, question) in meant)
        {
            Step(key, question, new QuickInitiator.Input.Refused(notify));
        }

        Plan();
    }

    /// <summary>What is due is sent again, or given up.</summary>
    public void Tick(Instant now)
    {
        foreach (var (key, answer) in _answers.ToArray())
        {
            if (QuickResponder.Deadline(_answering, answer.State) <= now)
            {
                Step(key, answer, new QuickResponder.Input.Tick());
            }
        }

        foreach (var (key, question) in _questions.ToArray())
        {
            if (QuickInitiator.Deadline(_asking, question.State) <= now)
            {
                Step(key, question, new QuickInitiator.Input.Tick());
            }
        }

        Plan();
    }

    /// <summary>Of ISAKMP SAs that are gone nothing is left.</summary>
    public void Sweep(Func<IkeSaId, bool> isThere)
    {
        foreach (var id in _standing.Keys.Where(id => !isThere(id)).ToArray())
        {
            _standing.Remove(id, out var gone);
            _keys.Forget(gone!.Keys.Value);
            foreach (var key in _answers.Keys.Where(key => key.Ike == id).ToArray())
            {
                // What it has made ends with it, as a fact.
                _answers.Remove(key);
            }

            foreach (var (key, question) in _questions.Where(one => one.Key.Ike == id).ToArray())
            {
                Step(key, question, new QuickInitiator.Input.Failed());
            }
        }

        Plan();
    }

    /// <summary>A reign begins, or is over: nothing of what was on the way is left.</summary>
    public void Clear()
    {
        _standing.Clear();
        _answers.Clear();
        _questions.Clear();
        _keys.Dispose();
        Plan();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private static Octets InformationalSpi(Spi spi)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }

    private Octets DrawNonce()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        _random(nonce);
        return new(nonce);
    }

    private void Plan() => Deadline = Instant.Earliest(
        _answers.Values.Select(one => QuickResponder.Deadline(_answering, one.State))
            .Aggregate((Instant?)null, Instant.Earliest),
        _questions.Values.Select(one => QuickInitiator.Deadline(_asking, one.State))
            .Aggregate((Instant?)null, Instant.Earliest));
}
