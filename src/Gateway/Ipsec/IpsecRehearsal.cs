using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Tunnels;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// A tunnel that leads nowhere: a handshake with oneself, a message and a packet under its keys, so
/// that code which is compiled when it is first run is compiled before a peer waits for it.
/// </summary>
internal sealed class IpsecRehearsal : IHandshakeHolder, IDisposable
{
    private const byte Member = 1;
    private static readonly HostAddress Here = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress There = HostAddress.Parse("192.0.2.2");
    private static readonly TrafficPair Traffic = new(
        [TrafficRange.Between(HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"))],
        [TrafficRange.Between(HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.255.255"))]);

    private readonly CryptoProvider _provider;
    private readonly FillRandom _random;
    private readonly Secret _shared = new("rehearsal"u8);
    private readonly KeyChest _chest;
    private readonly Queue<Octets> _said = new();
    private Items<Change> _facts = [];
    private Established? _made;

    private IpsecRehearsal(CryptoProvider provider, FillRandom random)
    {
        (_provider, _random) = (provider, random);
        _chest = new(provider, Member, random);
    }

    /// <summary>Plays it; the facts that it made, for a member that rehearses too.</summary>
    public static Items<Change> Play(
        IkeResponder.Config config, CryptoProvider provider, FillRandom random)
    {
        using var rehearsal = new IpsecRehearsal(provider, random);
        rehearsal.Shake(config);
        rehearsal.Talk();
        rehearsal.Carry();
        return rehearsal._facts;
    }

    /// <inheritdoc/>
    public IkeSpi DrawIkeSpi() => new(2);

    /// <inheritdoc/>
    public Spi DrawChildSpi() => new(0x102);

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
    public Func<IkeSaId, bool> Standing() => static _ => false;

    /// <inheritdoc/>
    public void Establish(
        Established made, Flow flow, HandshakeKeys keys, Func<IkeSaId, bool> stood,
        Action<bool> settled)
    {
        _made = made with
        {
            Keys = _chest.Keep(KeyMaterial.Of(
                made.Suite, keys.KeysOf(made.Keys.Value), made.Role)),
            Child = made.Child! with
            {
                Keys = _chest.Keep(KeyMaterial.Of(
                    made.Child.Suite, keys.ChildKeysOf(made.Child.Keys.Value), made.Role)),
            },
        };
        _facts = _made.ToChanges(
            IkeTraits.None, (1, 1), new PeerPlace(flow, true).ToOctets(),
            ChildTraffic.ToOctets(made.Child.Selectors) ?? default, (0, 0, 0, ulong.MaxValue));
        Send(made.Response!.Octets, flow);
        settled(true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chest.Dispose();
        _shared.Dispose();
    }

    private void Shake(IkeResponder.Config config)
    {
        var ours = IdentityText.Read("fqdn:here")!.Value;
        var theirs = IdentityText.Read("fqdn:there")!.Value;
        using var answering = new Handshakes(
            config, _provider, Member, _random,
            (_, _) => new(new(ours, EspSuites.Default, [new(Traffic.Local, Traffic.Remote)]))
            {
                Shared = _shared,
            },
            this);
        using var keys = new HandshakeKeys(_provider, NoncePartition.Alone, _random);
        var asking = new HandshakeWork(
            keys, (_, _) => new(new(theirs, EspSuites.Default, [])) { Shared = _shared }, 1_000);
        if (!IkeInitiator.Config.TryCreate(
            new() { Suites = config.Suites }, out var initiator, out _))
        {
            return;
        }

        var (to, from) = (
            new Flow(new Path(There, Here), 4500, 4500),
            new Flow(new Path(Here, There), 4500, 4500));
        IkeInitiator.State state = new IkeInitiator.State.Idle();
        var nonce = new byte[32];
        _random(nonce);
        var inputs = new Queue<IkeInitiator.Input>(
        [
            new IkeInitiator.Input.Begin(
                new(theirs, ours, EspSuites.Plain, Traffic.Turned), new(1), new(nonce),
                new(0x201)),
        ]);
        while (inputs.TryDequeue(out var input))
        {
            var next = IkeInitiator.Step(initiator, state, Instant.Zero, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                if (asking.Do(output, to) is { } made)
                {
                    inputs.Enqueue(made);
                }
                else if (output is IkeInitiator.Output.Send(var octets))
                {
                    foreach (var one in octets)
                    {
                        answering.Hear(one.Span, new(1), from, Instant.Zero);
                    }
                }
            }

            // What was said may be in pieces.
            while (inputs.Count == 0 && _said.TryDequeue(out var answer))
            {
                if (asking.Read(state, answer.Span, to) is { } heard)
                {
                    inputs.Enqueue(heard);
                }
            }
        }
    }

    /// <summary>A message under the keys of the IKE SA, by both who know them.</summary>
    private void Talk()
    {
        if (_made is not { } made || _chest.Channel(made.Keys) is not { } channel)
        {
            return;
        }

        var id = new StateMachines.Liveness.LivenessCheck.Sa(
            made.Id.Initiator, made.Id.Responder, IsInitiator: false);
        channel.TrySeal(
            IkeMessages.Header(id, ExchangeType.Informational, 0, isResponse: false, []),
            new InnerPayloadsValue { Payloads = IkeMessages.DeleteOfIke }, 1_000,
            out var octets);

        // What comes back to who said it is not authentic, but it is looked at as any other.
        foreach (var one in octets)
        {
            channel.Open(one.Span, out _);
        }
    }

    /// <summary>Packets under the keys of the CHILD SA: cut, sealed, opened and joined.</summary>
    private void Carry()
    {
        if (_made?.Child is not { } child || _chest.Sealer(child.Keys) is not { } sealer
            || _chest.Sealer(child.Keys) is not { } same)
        {
            return;
        }

        IpsecSa sa = new(child.Outbound, IpsecMode.Tunnel, child.Suite.Esn)
        {
            Outer = new(new(0x010200C0), new(0x020200C0)),
            Udp = UdpPorts.Standard,
        };
        using var outbound = new EspOutbound(
            sa, sealer, new IvSource(sealer.Encryption, NoncePartition.Alone, _random),
            new OutboundSequence(sa.IsExtended));
        using var inbound = new EspInbound(sa, same, new ReplayWindow(64, sa.IsExtended));
        Span<byte> read = stackalloc byte[OffloadHeader.Length + 160];
        Span<byte> headers = new byte[Segments.HeadersMax];
        Span<byte> wire = new byte[outbound.OutputLengthMax(read.Length)];
        Span<byte> clear = new byte[512];
        var joining = new Joining(static _ => true);
        for (var times = 0; times < 64; times++)
        {
            WriteWhole(read);
            if (Segments.TryRead(read, headers, out var segments) != SegmentFault.None)
            {
                return;
            }

            while (segments.MoveNext())
            {
                if (outbound.TryEncapsulate(segments.Current, wire, out var written, out _)
                    && inbound.TryDecapsulate(
                        wire[..written], clear[OffloadHeader.Length..], out var opened, out _)
                    && PacketFlow.TryRead(
                        clear.Slice(OffloadHeader.Length, opened.Written), out var flow)
                    && flow.IsWithin(Traffic))
                {
                    joining.Add(clear[..(OffloadHeader.Length + opened.Written)]);
                }
            }

            joining.Flush();
        }
    }

    /// <summary>TCP that is to be cut into three.</summary>
    private static void WriteWhole(Span<byte> read)
    {
        read.Clear();
        new OffloadHeader(
            OffloadHeader.NeedsChecksum, OffloadHeader.Tcp4, 40, 40, 20, 16).Write(read);
        var packet = read[OffloadHeader.Length..];
        (packet[0], packet[3], packet[8], packet[9]) = (0x45, (byte)packet.Length, 64, 6);
        (packet[12], packet[13], packet[16], packet[17]) = (10, 1, 10, 2);
        packet[32] = 0x50;
    }
}
