using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>A box that says IKEv1, alone: what it sends is kept, and time passes as told.</summary>
internal sealed class HandshakeBox(string name, string peer, string key) : IHandshakeBox, IDisposable
{
    private readonly Secret _key = new(Encoding.UTF8.GetBytes(key));
    private readonly List<(Instant At, Action Act)> _later = [];
    private Chance _chance = Chance.Of(1, name);

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    public List<Octets> Sent { get; } = [];

    public List<string> Told { get; } = [];

    public static UdpFlow Flow { get; } = new(
        new Holdfast.StateMachines.Mobike.Path(
            HostAddress.From([192, 0, 2, 1]), HostAddress.From([198, 51, 100, 1])), 500, 500);

    /// <summary>What was sent last, taken.</summary>
    public byte[] Take()
    {
        var last = Sent[^1];
        Sent.Clear();
        return last.ToArray();
    }

    public void Pass(TimeSpan time)
    {
        Now += time;
        foreach (var due in _later.Where(one => one.At <= Now).ToArray())
        {
            _later.Remove(due);
            due.Act();
        }
    }

    public void Fill(Span<byte> octets) => _chance.Fill(octets);

    public IkeSpi DrawIkeSpi() => new(_chance.Next() | 1);

    public Spi DrawChildSpi() => new((uint)_chance.Next() | 0x1000);

    public int ExchangesOf(IkeSpi initiator) => 0;

    public HandshakeCredentials? CredentialsOf(IkeSpi initiator, Octets identity) => null;

    public PhaseOneCredentials? SharedWith(IkeSpi cookie) => new(
        new(MemberSettings.IdentityOf(name), MemberSettings.IdentityOf(peer)), _key);

    public MessageId DrawMessageId(Func<MessageId, bool> isUsed) => new((uint)_chance.Next() | 1);

    public Items<NotifyPayloadValue> SaysTo(
        IkeSpiPair spis, IkeRole role, Items<NotifyPayloadValue> said) => [];

    public void Later(TimeSpan time, Action act) => _later.Add((Now + time, act));

    public void Tell(IkeSpi initiator, string what, Reason why) => Told.Add($"{what}: {why}");

    public void Dispose() => _key.Dispose();
}
