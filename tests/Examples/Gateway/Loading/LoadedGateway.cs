using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Loading;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.Gateway.Loading;

/// <summary>Peers of a load and a gateway that asks them, in memory.</summary>
internal sealed class LoadedGateway : IHandshakeHolder, ILoadCarrier, IDisposable
{
    private static readonly LoadSettings Settings = new()
    {
        Gateway = HostAddress.Parse("192.0.2.5"),
        Secret = "secret-%d",
        From = HostAddress.Parse("10.2.0.1"),
        To = HostAddress.Parse("10.1.0.100"),
        Peers = 3,
    };

    private readonly CryptoProvider _provider = CryptoProviders.Fastest(out _);
    private readonly Flow _there;
    private readonly Handshakes _handshakes;
    private readonly HandshakeKeys _keys;
    private readonly ExchangeWork _work;
    private readonly Dictionary<IkeSaId, Sa> _sas = [];
    private readonly Queue<Octets> _said = new();
    private readonly Queue<Octets> _asked = new();
    private readonly IkeExchanges.Config _exchanging = Config();
    private uint _spi = 0x100;

    /// <param name="spoils">Whose secret the gateway has wrong; 0: nobody's.</param>
    public LoadedGateway(int spoils = 0)
    {
        var here = HostAddress.Parse("192.0.2.1");
        _there = new(new Path(Settings.Gateway, here), 4500, 4500);

        // Handshakes are made in reign 0; what goes on with their keys is of a later one.
        Assert.True(NoncePartition.TryCreate(member: 0, reign: 1, out var reigning, out _));
        _keys = new(_provider, reigning, RandomNumberGenerator.Fill);
        _work = new(_keys);
        IkeResponder.Config.TryCreate(new(), out var responding, out _);
        _handshakes = new(
            responding!, _provider, member: 1, RandomNumberGenerator.Fill,
            (identity, _) => Known(identity, spoils), this);
        Peers = new(
            Settings, new(new Path(here, Settings.Gateway), 4500, 4500), _provider, this);
    }

    /// <summary>The peers.</summary>
    public LoadIke Peers { get; }

    /// <summary>What they have said of themselves.</summary>
    public List<string> Told { get; } = [];

    /// <summary>The keys of CHILD SAs as both ends have them, but for the role.</summary>
    public List<byte[]> PeerKeys { get; } = [];

    /// <inheritdoc cref="PeerKeys"/>
    public List<byte[]> GatewayKeys { get; } = [];

    /// <summary>IKE SAs of the gateway.</summary>
    public IReadOnlyCollection<Sa> Sas => _sas.Values;

    /// <summary>An IKE SA of the gateway.</summary>
    internal sealed class Sa(StandingIke standing)
    {
        public StandingIke Standing => standing;

        public IkeExchanges.State Exchanges { get; set; } = new IkeExchanges.State.Idle();

        public uint Next { get; set; }
    }

    /// <summary>A peer begins, and everything is said.</summary>
    public void Begin(int peer)
    {
        Peers.Begin(peer, Instant.Zero);
        Deliver();
    }

    /// <summary>The gateway wants something of a peer; whether it came about.</summary>
    public bool Want(Sa sa, ExchangeWish wish)
    {
        var isDone = false;
        var inputs = new Queue<(Sa Sa, IkeExchanges.Input Input)>(
            [(sa, new IkeExchanges.Input.Wanted(wish, Draw()))]);
        while (inputs.TryDequeue(out var one))
        {
            var next = IkeExchanges.Step(
                _exchanging, one.Sa.Exchanges, Instant.Zero, one.Input);
            one.Sa.Exchanges = next.State;
            foreach (var output in next.Outputs)
            {
                if (_work.Do(output) is { } made)
                {
                    inputs.Enqueue((one.Sa, made));
                }
                else if (output is IkeExchanges.Output.Ask(var request, _))
                {
                    inputs.Enqueue((one.Sa, new IkeExchanges.Input.Answered(
                        Ask(one.Sa, request))));
                }
                else if (output is IkeExchanges.Output.Commit(var facts))
                {
                    Apply(facts);
                    inputs.Enqueue(
                        (one.Sa, new IkeExchanges.Input.Committed(IkeExchanges.Side.Ours)));
                }
                else if (output is IkeExchanges.Output.Succeed(var to, var children, var tasks))
                {
                    inputs.Enqueue(
                        (_sas[to.Id], new IkeExchanges.Input.Established(to, children, tasks)));
                }
                else if (output is IkeExchanges.Output.Ended(var ended, var isGood, _)
                    && ended == wish)
                {
                    isDone = isGood;
                }
            }
        }

        return isDone;
    }

    /// <summary>Asks once; what is answered, and again in the same octets.</summary>
    private ExchangeMessage Ask(Sa sa, ExchangeMessage request)
    {
        var octets = _work.Seal(
            sa.Standing, ExchangeMessages.ExchangeOf(request), sa.Next++, request,
            isResponse: false)!.Value;
        Octets? first = null;
        for (var times = 0; times < 2; times++)
        {
            foreach (var one in octets)
            {
                Peers.Hear(one.Span, Instant.Zero);
            }

            // Whoever has ended it knows it no more.
            if (times == 0 || _said.Count > 0)
            {
                var said = _said.Dequeue();
                Assert.Equal(said, first ?? said);
                first = said;
            }
        }

        Assert.Empty(_said);
        var (id, isResponse, message) = _work.Open(sa.Standing, first!.Value.Span)!.Value;
        Assert.True(isResponse && id == sa.Next - 1);
        return message;
    }

    /// <inheritdoc/>
    public IkeSpi DrawIkeSpi() => new(++_spi);

    /// <inheritdoc/>
    public Spi DrawChildSpi() => new(++_spi);

    /// <inheritdoc/>
    public void Send(Items<Octets> octets, Flow flow)
    {
        foreach (var one in octets)
        {
            _asked.Enqueue(one);
        }
    }

    /// <inheritdoc/>
    public void Complain(Octets identity, Flow flow, string what) => Told.Add(
        $"{IdentityText.Write(identity)} {what}");

    /// <inheritdoc/>
    public Func<IkeSaId, bool> Standing() => static _ => false;

    public void Establish(
        Established made, Flow flow, HandshakeKeys keys, Func<IkeSaId, bool> stood,
        Action<bool> settled)
    {
        using var material = KeyMaterial.Of(
            made.Suite, keys.KeysOf(made.Keys.Value), made.Role);
        Assert.True(_keys.TryImport(
            made.Suite, material.CopyIkeKeys(), made.Role, keys.HandOver(made.Keys.Value)!,
            out var number, out _));
        var standing = StandingIke.Of(made, Policy(made.Ours)) with { Keys = new(number) };
        Take(made.Child!, keys.ChildKeysOf(made.Child!.Keys.Value));
        var sa = new Sa(standing);
        _sas.Add(standing.Id, sa);
        sa.Exchanges = IkeExchanges.Step(
            _exchanging, sa.Exchanges, Instant.Zero,
            new IkeExchanges.Input.Established(
                standing, [new StandingChild(made.Child)], [])).State;
        Send(made.Response!.Octets, flow);
        settled(true);
    }

    /// <inheritdoc/>
    public void Send(Items<Octets> octets)
    {
        foreach (var one in octets)
        {
            _said.Enqueue(one);
        }
    }

    /// <inheritdoc/>
    public void Up(int peer, EstablishedChild child, KeyMaterial keys)
    {
        Told.Add($"{peer} up");
        PeerKeys.Add(keys.Octets[2..].ToArray());
    }

    /// <inheritdoc/>
    public void Down(int peer, Spi inbound) => Told.Add($"{peer} down");

    /// <inheritdoc/>
    public void Quiet(int peer, Spi inbound) => Told.Add($"{peer} quiet");

    /// <inheritdoc/>
    public void Settled(int peer, bool stands) => Told.Add($"{peer} {stands}");

    /// <inheritdoc/>
    public void Gone(int peer) => Told.Add($"{peer} gone");

    /// <inheritdoc/>
    public void Dispose()
    {
        Peers.Dispose();
        _handshakes.Dispose();
        _keys.Dispose();
    }

    private static IkeExchanges.Config Config()
    {
        IkeExchanges.Config.TryCreate(new(), out var config, out _);
        return config!;
    }

    private static HandshakePeer Policy(Octets ours) => new(
        ours, EspSuites.Default,
        [
            new TrafficPolicy(
                [TrafficRange.Between(Settings.To, Settings.To)],
                [TrafficRange.Between(Settings.Behind(0), Settings.Behind(2))]),
        ]);

    private static HandshakeCredentials Known(Octets identity, int spoils)
    {
        var number = IdentityText.Write(identity)["email:peer-".Length..].Split('@')[0];
        return new(Policy(IdentityText.Read("fqdn:mars.load")!.Value))
        {
            Shared = new(System.Text.Encoding.UTF8.GetBytes(
                number == $"{spoils}" ? "another one" : $"secret-{number}")),
        };
    }

    private void Deliver()
    {
        while (_said.TryDequeue(out var said))
        {
            IkeFixedHeader.TryParse(said.Span, out var header, out _);
            _handshakes.Hear(said.Span, header.InitiatorSpi, _there, Instant.Zero);
            while (_asked.TryDequeue(out var answer))
            {
                Peers.Hear(answer.Span, Instant.Zero);
            }
        }
    }

    private void Apply(Items<SaFact> facts)
    {
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case SaFact.ChildMade(var child, _):
                    Take(child, _keys.ChildKeysOf(child.Keys.Value));
                    break;
                case SaFact.IkeMade(var next, _):
                    _sas.Add(next.Id, new(next));
                    break;
                case SaFact.IkeEnded(var ended):
                    _sas.Remove(ended);
                    break;
                default:
                    break;
            }
        }
    }

    private void Take(EstablishedChild child, ChildKeys keys)
    {
        using var material = KeyMaterial.Of(child.Suite, keys, child.Role);
        GatewayKeys.Add(material.Octets[2..].ToArray());
    }

    private ExchangeDraw Draw()
    {
        Span<byte> nonce = stackalloc byte[32];
        RandomNumberGenerator.Fill(nonce);
        return new(new(nonce), DrawChildSpi(), DrawIkeSpi(), new(nonce));
    }
}
