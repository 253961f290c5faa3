using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <summary>
/// carol, who begins phase 1 and then quick mode, and mars, who answers, with real octets and keys,
/// over a network that loses, doubles and reorders. mars has a responder for each first message, as
/// a shell has.
/// </summary>
internal sealed partial class Ikev1World : IDisposable
{
    private readonly PhaseOneInitiator.Config _initiating;
    private readonly PhaseOneResponder.Config _responding;
    private readonly QuickInitiator.Config _asking = Ikev1Samples.QuickInitiators[0];
    private readonly QuickResponder.Config _answering = Ikev1Samples.QuickResponders[0];
    private readonly List<(byte[] Octets, bool IsToMars)> _wire = [];
    private readonly List<PhaseOneResponder.State> _responders = [];
    private readonly List<(StandingIsakmp Isakmp, QuickResponder.State State)> _quicks = [];
    private Instant _now;
    private ulong _drawn = 0x1000;
    private uint _random = 1;

    public Ikev1World(
        PhaseOneInitiator.Config initiating, PhaseOneResponder.Config responding,
        CryptoProvider provider, PhaseOneCredentials ofMars, PhaseOneCredentials ofCarol,
        Func<Octets, Items<CertPayloadValue>, HandshakeCredentials?>? ofSigners = null)
    {
        (_initiating, _responding) = (initiating, responding);
        CarolKeys = new(provider, Fill);
        MarsKeys = new(provider, Fill);
        OfCarol = new(CarolKeys, (_, _) => ofMars, ofSigners);
        OfMars = new(
            MarsKeys,
            (identity, _) => identity is { } said && said != Ikev1Samples.Carol ? null : ofCarol,
            ofSigners);
    }

    public IsakmpHandshakeKeys CarolKeys { get; }

    public IsakmpHandshakeKeys MarsKeys { get; }

    public IsakmpWork OfCarol { get; }

    public IsakmpWork OfMars { get; }

    public PhaseOneInitiator.State Carol { get; private set; } =
        new PhaseOneInitiator.State.Idle();

    public QuickInitiator.State Quick { get; private set; } = new QuickInitiator.State.Idle();

    /// <summary>What carol made, and what became facts at mars.</summary>
    public PhaseOneSa? Made { get; private set; }

    public List<PhaseOneSa> Facts { get; } = [];

    /// <summary>The CHILD SA that carol made, and those that became facts at mars.</summary>
    public QuickSa? Child { get; private set; }

    public List<QuickSa> Children { get; } = [];

    /// <summary>Under which CHILD SAs mars sends, and which it has ended.</summary>
    public List<Spi> Used { get; } = [];

    public List<Spi> Abandoned { get; } = [];

    public IsakmpNotifyPayloadValue? Refusal { get; private set; }

    public bool HasFloated { get; private set; }

    /// <summary>Every message that was sent, in order.</summary>
    public List<(byte[] Octets, bool IsToMars)> Sent { get; } = [];

    public QuickPeer Peer { get; init; } = new(
        [Ikev1Samples.Child], [new([Ikev1Samples.AtMars], [Ikev1Samples.AtCarol])]);

    /// <summary>The path from carol's side.</summary>
    public Flow Path { get; init; } = new(
        new(HostAddress.Parse("192.0.2.1"), HostAddress.Parse("203.0.113.1")), 500, 500);

    /// <summary>The path as mars sees it: a NAT changes it.</summary>
    public Flow Seen { get; init; } = new(
        new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse("192.0.2.1")), 500, 500);

    public void Begin(PhaseOneWish wish) => Initiate(
        new PhaseOneInitiator.Input.Begin(wish, new(++_drawn), Nonce()));

    public void BeginQuick(Func<StandingIsakmp, QuickWish> wish) => Ask(
        new QuickInitiator.Input.Begin(
            wish(AtCarol?.Isakmp ?? Made!.Standing), new((uint)++_drawn), Nonce(),
            new((uint)++_drawn)));

    /// <summary>Does what was drawn to what is on the wire: 1 doubles, 2 loses.</summary>
    public void Break(int what, int which)
    {
        if (_wire.Count == 0)
        {
            Elapse();
            return;
        }

        var at = which % _wire.Count;
        var message = _wire[at];
        if (what != 1)
        {
            _wire.RemoveAt(at);
        }

        if (what != 2)
        {
            Deliver(message.Octets, message.IsToMars);
        }
    }

    /// <summary>From now on everything arrives, until something holds.</summary>
    public void Heal(Func<bool> until)
    {
        for (var round = 0; round < 2_000 && !until(); round++)
        {
            Break(0, 0);
        }

        Assert.True(until(), $"{Carol} {Quick}");
    }

    public void Heal() => Heal(() => Carol is PhaseOneInitiator.State.Gone
        || (Carol is PhaseOneInitiator.State.Up && Facts.Any(fact => fact.Id == Made!.Id)));

    public void HealQuick() => Heal(() => Quick is QuickInitiator.State.Gone
        || (Quick is QuickInitiator.State.Up && Used.Count > 0));

    /// <summary>Something that nobody of these sides sent.</summary>
    public void Deliver(byte[] octets, bool isToMars)
    {
        if (HearTransaction(octets, isToMars))
        {
            return;
        }

        if (isToMars)
        {
            Serve(octets);
        }
        else if (OfCarol.Read(Carol, octets, Path) is { } input)
        {
            Initiate(input);
        }
        else if (OfCarol.Read(Quick, octets, Path) is { } quick)
        {
            Ask(quick);
        }
        else if (Made is { } made && OfCarol.Hear(made.Standing, octets) is { } said)
        {
            AtCarol?.Hear(said);
            if (InformationalMessages.RefusalIn(said) is { } refusal)
            {
                Ask(new QuickInitiator.Input.Refused(refusal));
            }
        }
    }

    /// <summary>Time goes to where something is due.</summary>
    public void Elapse()
    {
        Instant?[] all =
        [
            PhaseOneInitiator.Deadline(_initiating, Carol),
            QuickInitiator.Deadline(_asking, Quick),
            .. _responders.Select(state => PhaseOneResponder.Deadline(_responding, state)),
            .. _quicks.Select(one => QuickResponder.Deadline(_answering, one.State)),
            AtCarol?.Deadline,
            .. AtMars.Select(side => side.Deadline),
        ];
        _now = all.OfType<Instant>().Where(at => at > _now).DefaultIfEmpty(_now).Min();
        Initiate(new PhaseOneInitiator.Input.Tick());
        Ask(new QuickInitiator.Input.Tick());
        for (var at = 0; at < _responders.Count; at++)
        {
            Respond(at, new PhaseOneResponder.Input.Tick());
        }

        for (var at = 0; at < _quicks.Count; at++)
        {
            Answer(at, new QuickResponder.Input.Tick());
        }

        AtCarol?.Tick();
        AtMars.ForEach(side => side.Tick());
    }

    public void Dispose()
    {
        CarolKeys.Dispose();
        MarsKeys.Dispose();
    }

    private void Serve(byte[] octets)
    {
        if (!IsakmpHeader.TryParse(octets, out var header, out _))
        {
            return;
        }

        if (header.ExchangeType == IsakmpExchangeType.QuickMode)
        {
            ServeQuick(octets, new(header.InitiatorSpi, header.ResponderSpi));
            return;
        }

        if (header.ExchangeType == IsakmpExchangeType.Informational)
        {
            foreach (var side in AtMars)
            {
                if (OfMars.Hear(side.Isakmp, octets) is { } said)
                {
                    side.Hear(said);
                }
            }
        }

        var (spis, request) = (
            new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi), new Octets(octets));
        var at = spis.Responder.Value != 0
            ? _responders.FindIndex(state => CookiesOf(state) == spis)
            : _responders.FindIndex(
                state => PhaseOneResponder.AnswerOf(state)?.Taken == request);
        if (at < 0 && spis.Responder.Value == 0)
        {
            at = _responders.Count;
            _responders.Add(new PhaseOneResponder.State.Idle());
        }

        if (at >= 0 && OfMars.Read(_responders[at], octets, Seen, Offered) is { } input)
        {
            Respond(at, input);
        }

        PhaseOneResponder.Input Offered(
            PhaseOneMode mode, PhaseOneMessage message, IkeSpi initiator) =>
            new PhaseOneResponder.Input.Offered(
                mode, message, initiator, request, new(++_drawn), Nonce());
    }

    private static IkeSpiPair? CookiesOf(PhaseOneResponder.State state) =>
        state is PhaseOneResponder.State.Up up
            ? new(up.Id.Initiator, up.Id.Responder)
            : PhaseOneResponder.HalfOf(state)?.Cookies;

    private void Initiate(PhaseOneInitiator.Input input)
    {
        var next = PhaseOneInitiator.Step(_initiating, Carol, _now, input);
        Carol = next.State;
        foreach (var output in next.Outputs)
        {
            if (OfCarol.Do(output, Path) is { } then)
            {
                Initiate(then);
                continue;
            }

            switch (output)
            {
                case PhaseOneInitiator.Output.Send(var octets, var floats):
                    HasFloated |= floats;
                    Send(octets, isToMars: true);
                    break;
                case PhaseOneInitiator.Output.Establish(var made):
                    Made = made;
                    Initiate(new PhaseOneInitiator.Input.Committed());
                    Stand(made, isCarol: true);
                    break;
                case PhaseOneInitiator.Output.Inform(var isakmp, var information):
                    Say(OfCarol, isakmp, information, isToMars: true);
                    break;
                case PhaseOneInitiator.Output.GaveUp gaveUp:
                    Refusal = gaveUp.Refusal ?? gaveUp.Told;
                    break;
                default:
                    break;
            }
        }
    }

    private void Respond(int at, PhaseOneResponder.Input input)
    {
        var next = PhaseOneResponder.Step(_responding, _responders[at], _now, input);
        _responders[at] = next.State;
        foreach (var output in next.Outputs)
        {
            if (OfMars.Do(output, Seen) is { } then)
            {
                Respond(at, then);
                continue;
            }

            switch (output)
            {
                case PhaseOneResponder.Output.Send(var octets):
                    Send(octets, isToMars: false);
                    break;
                case PhaseOneResponder.Output.Reply(var cookies, var notify):
                    Send(
                        IsakmpWork.InClear(cookies, new((uint)++_drawn), notify),
                        isToMars: false);
                    break;
                case PhaseOneResponder.Output.Inform(var isakmp, var information):
                    Say(OfMars, isakmp, information, isToMars: false);
                    break;
                case PhaseOneResponder.Output.Establish(var made):
                    Facts.Add(made);
                    Respond(at, new PhaseOneResponder.Input.Committed());
                    Stand(made, isCarol: false);
                    break;
                default:
                    break;
            }
        }
    }

    private void Say(
        IsakmpWork work, StandingIsakmp isakmp, Information information, bool isToMars)
    {
        if (work.Say(isakmp, new((uint)++_drawn), information) is { } octets)
        {
            Send(octets, isToMars);
        }
    }

    private void Send(Octets octets, bool isToMars)
    {
        _wire.Add((octets.ToArray(), isToMars));
        Sent.Add((octets.ToArray(), isToMars));
    }

    private Octets Nonce()
    {
        Span<byte> nonce = stackalloc byte[32];
        Fill(nonce);
        return new(nonce);
    }

    // Nobody has to be unable to guess it here.
    private void Fill(Span<byte> octets)
    {
        foreach (ref var octet in octets)
        {
            _random = (_random * 1_664_525) + 1_013_904_223;
            octet = (byte)(_random >> 24);
        }
    }
}
