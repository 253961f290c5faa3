using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Gateway.Isakmp;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.Gateway.Ike;

/// <summary>Who accepts a connection and closes it, as a gateway that does not serve yet, answers
/// nothing by it: whoever began an IKE SA over it does not wait until all its timers are over.
/// </summary>
public sealed class LostConnections : IHandshakeHolder, IDisposable
{
    private static readonly Instant Now = Instant.FromMilliseconds(1);
    private static readonly HostAddress Here = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress There = HostAddress.Parse("192.0.2.2");
    private static readonly Flow First = new(new Path(Here, There), 40_000, 4_500)
    {
        IsOverTcp = true,
    };

    private static readonly Flow Second = First with { LocalPort = 40_001 };

    private readonly Initiations _initiations;
    private readonly List<Flow> _sent = [];
    private readonly List<(string Peer, bool IsThere)> _ended = [];
    private ulong _drawn;

    public LostConnections()
    {
        Assert.True(IkeInitiator.Config.TryCreate(new(), out var config, out _));
        Assert.True(IkeInitiator.Config.TryCreate(
            new() { SendsMax = 2 }, out var brief, out _));
        _initiations = new(
            config, IsakmpSide.Provider, 1, RandomNumberGenerator.Fill, (_, _) => null, this)
        {
            Brief = brief,
        };
    }

    [Theory]
    [InlineData(true, 11, 2)]
    [InlineData(false, 165, 6)]
    public void Who_may_be_somewhere_else_is_not_waited_for_long(
        bool isBrief, int seconds, int sent)
    {
        Begin("carol", First with { IsOverTcp = false }, isBrief);
        var now = Now;
        while (_initiations.Deadline is { } due)
        {
            now = due;
            _initiations.Tick(now);
        }

        Assert.Equal([("carol", false)], _ended);
        Assert.Equal(seconds, (int)(now - Now).TotalSeconds);
        Assert.Equal(sent, _sent.Count);
    }

    [Fact]
    public void An_IKE_SA_that_is_begun_over_a_connection_ends_with_it_and_no_other_one_does()
    {
        Begin("carol", First);
        Begin("dave", Second);
        Assert.Equal([First, Second], _sent);

        _initiations.Lose(First with { IsOverTcp = false }, Now);
        Assert.Empty(_ended);
        _initiations.Lose(First, Now);
        Assert.Equal([("carol", false)], _ended);
        Assert.False(_initiations.IsUnderWay("carol"));
        Assert.True(_initiations.IsUnderWay("dave"));

        // It is begun anew by the next connection, and nothing is said by the one that is gone.
        Begin("carol", First with { LocalPort = 40_002 });
        Assert.True(_initiations.IsUnderWay("carol"));
        _initiations.Tick(_initiations.Deadline!.Value);
        Assert.DoesNotContain(First, _sent[2..]);
    }

    public void Dispose() => _initiations.Dispose();

    IkeSpi IHandshakeHolder.DrawIkeSpi() => new(++_drawn);

    Spi IHandshakeHolder.DrawChildSpi() => new((uint)(0x100 + ++_drawn));

    void IHandshakeHolder.Send(Items<Octets> octets, Flow flow) => _sent.Add(flow);

    void IHandshakeHolder.Complain(Octets identity, Flow flow, string what) =>
        Assert.Fail(what);

    Func<IkeSaId, bool> IHandshakeHolder.Standing() => static _ => false;

    void IHandshakeHolder.Establish(
        Established made, Flow flow, HandshakeKeys keys, Func<IkeSaId, bool> stood,
        Action<bool> settled) =>
        Assert.Fail("nobody has answered");

    private void Begin(string peer, Flow flow, bool isBrief = false) => _initiations.Begin(
        peer,
        new HandshakeWish(
            IdentityText.Read("fqdn:mars.example")!.Value, null, EspSuites.Plain,
            new([IsakmpSide.Inside], [IsakmpSide.Behind])),
        flow, Now, isThere => _ended.Add((peer, isThere)), isBrief);
}
