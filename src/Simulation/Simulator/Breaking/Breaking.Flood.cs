using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE_SA_INIT of nobody.</content>
internal sealed partial class Breaking
{
    private const int NonceLength = 32;
    private const int ShareLength = 32;
    private const uint Unused = 0x1000;

    /// <summary>One to each member that has the shared address now, from an address that nobody
    /// has; then the next one.</summary>
    private bool Flood(int perSecond, Instant until)
    {
        if (stage.Watch.Recordings is null || stage.Peers.Count == 0 || stage.Agenda.Now > until
            || stage.Agenda.Now >= Instant.Zero + stage.Plan.HealAt)
        {
            return false;
        }

        foreach (var box in stage.Members.Values)
        {
            if (box.MaySend)
            {
                Greet(box);
            }
        }

        stage.Agenda.After(
            TimeSpan.FromTicks(TimeSpan.TicksPerSecond / perSecond),
            () => Flood(perSecond, until));
        return true;
    }

    private static IkeSuite Flooding { get; } = SaSuites.FirstOf(0);

    private void Greet(MemberBox box)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        _chance.Fill(nonce);
        Span<byte> share = stackalloc byte[ShareLength];
        _chance.Fill(share);
        var spis = new IkeSpiPair(new(_chance.Next() | 1), default);
        var message = HandshakeMessages.Message(
            spis, IkeRole.Initiator, ExchangeType.IkeSaInit, 0,
            HandshakeMessages.ToPayloads(
                new Greeting(
                    SuiteProposals.Offer([Flooding]), Flooding.KeyExchange,
                    new(share), new(nonce), GreetingTraits.None, []),
                spis, default));

        // Nobody has addresses that high, and answers to them find their way.
        var network = stage.Peers.Values.First().Port.Lan.Prefix;
        var address = network.Address with
        {
            Value = network.Last.Value - Unused - (uint)_chance.Below(Unused),
        };
        box.Outside.Lan.Inject(box.Outside, Ether.Carry(
            new(0x0200_00FF_FF01), box.Outside.Mac,
            Ether.Udp(address, box.Loopback ?? box.FrontAddress, 500, 500, 64, message.ToArray()),
            MessageKind.IkeInit) with
        {
            Source = FrameSource.Forgery,
        });
    }
}
