using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Isakmp;

/// <summary>
/// Both phases of IKEv1 with oneself, so that code which is compiled when it is first run is
/// compiled before a peer waits for it. One of these is one side.
/// </summary>
internal sealed class IsakmpRehearsal : IIsakmpHolder, IDisposable
{
    private static readonly HostAddress Here = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress There = HostAddress.Parse("192.0.2.2");
    private static readonly TrafficRange Inside = TrafficRange.Between(
        HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"));

    private readonly Flow _flow;
    private readonly Octets _ours;
    private readonly Octets _theirs;
    private readonly SpiPartition _spis;
    private readonly Secret _shared = new("rehearsal"u8);
    private readonly PhaseOneAnswers _answers;
    private readonly PhaseOneBeginnings _beginnings;
    private readonly PhaseTwo _two;
    private readonly KeyChest _chest;
    private readonly Queue<Octets> _said = new();
    private IkeSa? _row;
    private uint _drawn;
    private int _made;

    private IsakmpRehearsal(
        PhaseOneResponder.Config answering, PhaseOneInitiator.Config beginning,
        CryptoProvider provider, FillRandom random, bool isHere)
    {
        _flow = new(isHere ? new(Here, There) : new Path(There, Here), 500, 500);
        (_ours, _theirs) = (
            IdentityText.Read("fqdn:here")!.Value, IdentityText.Read("fqdn:there")!.Value);
        (_ours, _theirs) = isHere ? (_ours, _theirs) : (_theirs, _ours);
        _spis = new(isHere ? (byte)1 : (byte)2);
        _answers = new(answering, provider, random, (_, _) => Known, this);
        _beginnings = new(beginning, provider, random, (_, _) => Known, this);
        _two = new(provider, random, this, () => Instant.Zero);
        _chest = new(provider, _spis.Member, random);
    }

    private PhaseOneCredentials Known => new(new(_ours, _theirs), _shared);

    private StandingIsakmp Standing => _two.StandingOf(_row!, _chest.IsakmpOf(_row!.Keys)!);

    /// <summary>Plays it; how many SAs both sides have made of it.</summary>
    public static int Play(
        PhaseOneResponder.Config answering, PhaseOneInitiator.Config beginning,
        CryptoProvider provider, FillRandom random)
    {
        using var here = new IsakmpRehearsal(answering, beginning, provider, random, isHere: true);
        using var there = new IsakmpRehearsal(
            answering, beginning, provider, random, isHere: false);
        there._beginnings.Begin(
            "here", new(PhaseOneMode.Main, there._ours, there._theirs), there._flow, Instant.Zero,
            _ => { });
        Talk(there, here);
        if (here._row is null || there._row is null)
        {
            return 0;
        }

        foreach (var (asks, answers) in (ReadOnlySpan<(IsakmpRehearsal, IsakmpRehearsal)>)
            [(there, here), (here, there)])
        {
            asks._two.Begin(
                asks._row!.Id,
                new(asks.Standing, EspSuites.ForQuick(KeyExchangeMethod.Ecp256), Inside, Inside),
                asks._flow, (_, _) => { });
            Talk(asks, answers);
            if (DeadPeerDetection.ToPayload(
                new DeadPeerDetection.Output.SendRUThere(1),
                new(asks._row.Id.Initiator, asks._row.Id.Responder)) is { } notify)
            {
                asks.Inform(asks.Standing, new Information { Says = [notify] });
                Talk(asks, answers);
            }
        }

        return here._made + there._made;
    }

    /// <inheritdoc/>
    public IkeSpi DrawIkeSpi() => _spis.Make((ulong)++_drawn);

    /// <inheritdoc/>
    public Spi DrawChildSpi() => _spis.Make(0x100 + ++_drawn);

    /// <inheritdoc/>
    public MessageId DrawMessageId() => new(_spis.Make(0x100 + ++_drawn).Value);

    /// <inheritdoc/>
    public void Send(Items<Octets> octets, Flow flow)
    {
        foreach (var one in octets)
        {
            _said.Enqueue(one);
        }
    }

    /// <inheritdoc/>
    public void Complain(Octets identity, Flow flow, string what)
    {
    }

    /// <inheritdoc/>
    public void Establish(
        PhaseOneSa made, bool isFirst, Flow flow, IsakmpHandshakeKeys keys,
        Action<bool> settled)
    {
        _made++;
        _row = new(
            made.Id,
            _chest.Keep(IsakmpMaterial.Of(
                made.Suite, keys.KeysOf(made.Keys.Value), made.Role, made.Last)),
            made.Peer, default, IkeTraits.Version1, 1, 1, 0, 0, [], [], 0, 0, [], default,
            default);
        settled(true);
        Say(made.Answer);
    }

    /// <inheritdoc/>
    public void Establish(QuickSa made, IsakmpHandshakeKeys keys, Action<bool> settled)
    {
        _made++;
        _chest.Keep(KeyMaterial.Of(
            made.Child.Suite, keys.ChildKeysOf(made.Child.Keys.Value), made.Child.Role));
        settled(true);
        Say(made.Answer);
    }

    /// <inheritdoc/>
    public void Inform(StandingIsakmp isakmp, Information information)
    {
        if (_two.Say(isakmp, information) is { } octets)
        {
            _said.Enqueue(octets);
        }
    }

    /// <inheritdoc/>
    public void Use(Spi inbound)
    {
    }

    /// <inheritdoc/>
    public void Abandon(Spi inbound)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _answers.Dispose();
        _beginnings.Dispose();
        _two.Dispose();
        _chest.Dispose();
        _shared.Dispose();
    }

    private static void Talk(IsakmpRehearsal one, IsakmpRehearsal other)
    {
        while (one._said.Count + other._said.Count > 0)
        {
            while (one._said.TryDequeue(out var octets))
            {
                other.Hear(octets.Span);
            }

            (one, other) = (other, one);
        }
    }

    private void Say(IsakmpAnswer? answer)
    {
        if (answer is { } said)
        {
            _said.Enqueue(said.Sent);
        }
    }

    private void Hear(ReadOnlySpan<byte> octets)
    {
        if (!IsakmpHeader.TryParse(octets, out var header, out _))
        {
            return;
        }

        if (_row is { } row)
        {
            if (header.ExchangeType == IsakmpExchangeType.QuickMode)
            {
                _two.HearQuick(
                    row.Id, Standing, octets, header.MessageId, _flow,
                    new(EspSuites.Quick, [new([Inside], [Inside])]));
            }
            else if (header.ExchangeType == IsakmpExchangeType.Informational)
            {
                _two.Hear(Standing, octets);
            }
        }
        else if (!_beginnings.Hear(octets, header.InitiatorSpi, _flow, Instant.Zero))
        {
            _answers.Hear(octets, header.InitiatorSpi, _flow, Instant.Zero);
        }
    }
}
