using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Xfrm;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.Gateway.Xfrm;

/// <summary>SAs in the kernel: what they may send is what was granted, and what leads to them is
/// there while traffic may pass.</summary>
public sealed class PlaneOfXfrm : IDisposable
{
    private const uint Block = 100;
    private static readonly HostAddress Here = HostAddress.Parse("192.168.0.5");
    private static readonly HostAddress There = HostAddress.Parse("192.168.0.100");
    private static readonly Octets Carol = new("carol"u8);

    private static readonly TrafficPair Traffic = new(
        [TrafficRange.Between(HostAddress.Parse("10.1.0.0"), HostAddress.Parse("10.1.255.255"))],
        [TrafficRange.Between(HostAddress.Parse("10.2.0.0"), HostAddress.Parse("10.2.0.255"))]);

    private static readonly XfrmSelector Selector = new(
        Prefix.Parse("10.1.0.0/16"), Prefix.Parse("10.2.0.0/24"));

    private readonly PretendedKernel _kernel = new();
    private readonly XfrmPlane _plane;
    private readonly KeyMaterial _keys = Keys(1);

    public PlaneOfXfrm() => _plane = new(_kernel, Here, Block) { Link = 9 };

    [Fact]
    public void It_hears_at_once_and_sends_what_was_granted_to_the_last_packet()
    {
        var pair = Take(1);
        Assert.Equal(new Spi(1), Assert.Single(_kernel.States).Key.Spi);
        Assert.False(pair.Sends);
        Lead(pair);
        Assert.Equal(0, _kernel.Send(Selector, 5));

        Assert.Equal(0, pair.Grant(100, ulong.MaxValue, _keys));
        Lead(pair);
        Assert.Equal(100, _kernel.Send(Selector, 1_000));
        Assert.True(pair.Sends);
        var news = _plane.News(out _).Select(one => one.Expiry!.Value).ToList();
        Assert.Equal([(false, 50UL), (true, 100UL)], news.Select(
            one => (one.IsOver, one.Counters.Packets)));
        Assert.Equal([50UL, 50UL], news.Select(one => pair.Expire(one).Packets));
        Assert.True(pair is { Sends: false, IsSpent: true, Hears: true, Sent.Packets: 100 });

        // What is gone comes back by no lease.
        Assert.Equal(0, pair.Grant(1_000, ulong.MaxValue, _keys));
        Lead(pair);
        Assert.DoesNotContain(_kernel.Asked.Keys, key => key.Item1 == XfrmDirection.Out);
        Assert.Equal(0, _kernel.Send(Selector, 5));
        Assert.Equal(2, _kernel.KeysSeen.Count);
    }

    [Fact]
    public void Leases_raise_the_limit_and_never_lower_it()
    {
        var pair = Take(1);
        pair.Grant(100, ulong.MaxValue, _keys);
        Lead(pair);
        Assert.Equal(80, _kernel.Send(Selector, 80));
        Assert.Equal(0, pair.Grant(180, ulong.MaxValue, null));
        Assert.Equal(0, pair.Grant(150, ulong.MaxValue, null));
        Assert.Equal(new XfrmLimits(130, 180), _kernel.LimitsOf(pair.Out));
        Assert.Equal(100, _kernel.Send(Selector, 100));
        Assert.Equal(180UL, pair.Granted);
        Assert.Equal(new XfrmCounters(180, 18_000, 180), pair.Look().Out);
        Assert.Equal(0, _kernel.Send(Selector, 1));
    }

    [Fact]
    public void Octets_bound_it_where_they_bound_its_life()
    {
        var pair = Take(1);
        pair.Grant(1, 5_000, _keys);
        Assert.Equal(new XfrmLimits(1, 1, 5_000), _kernel.LimitsOf(pair.Out));
    }

    [Fact]
    public void What_another_one_has_taken_out_of_the_kernel_is_missed()
    {
        var pair = Take(1);
        pair.Grant(100, ulong.MaxValue, _keys);
        _kernel.Receive(pair.In, 7);
        Assert.Equal(7UL, pair.Look().In.Packets);
        Assert.Equal(0UL, pair.Look().In.Packets);
        Assert.False(pair.IsSpent);
        _kernel.Remove(pair.Out);
        pair.Look();
        Assert.True(pair is { IsSpent: true, Sends: false, Hears: true, Heard.Packets: 7 });

        var other = Take(3);
        _kernel.Remove(other.In);
        other.Look();
        Assert.True(other.IsSpent);

        // A lease that comes too late is refused, and the SA is missed as well.
        var late = Take(5);
        late.Grant(100, ulong.MaxValue, _keys);
        _kernel.Remove(late.Out);
        Assert.Equal(PretendedKernel.NotThere, late.Grant(200, ulong.MaxValue, null));
        Assert.True(late is { IsSpent: true, Granted: 100 });
    }

    [Fact]
    public void What_has_left_never_comes_back()
    {
        var pair = Take(1);
        pair.Grant(100, ulong.MaxValue, _keys);
        pair.Dispose();
        Assert.Empty(_kernel.States);
        Assert.True(pair is { IsSpent: true, Hears: false, Sends: false });
        Assert.Equal(0, pair.Grant(200, ulong.MaxValue, _keys));
        Assert.Equal(0, pair.Listen(_keys));
        Assert.Empty(_kernel.States);
        Assert.Equal(2, _kernel.KeysSeen.Count);
        pair.Dispose();
    }

    [Fact]
    public void Each_direction_has_its_own_keys_and_ends()
    {
        var pair = Take(1, Place(isEncapsulated: true, port: 32_001));
        pair.Grant(100, ulong.MaxValue, _keys);
        Assert.Equal((There, Here), (pair.In.From, pair.In.To));
        Assert.Equal((Here, There), (pair.Out.From, pair.Out.To));
        Assert.Equal(((ushort)32_001, (ushort)4_500), pair.In.Ports);
        Assert.Equal(((ushort)4_500, (ushort)32_001), pair.Out.Ports);
        Assert.Equal((new Spi(1), new Spi(2)), (pair.In.Spi, pair.Out.Spi));
        _keys.KeysOf(isOurs: false, out var theirs, out _);
        Assert.Equal(Convert.ToHexStringLower(theirs), _kernel.States[pair.In].Keys);
        _keys.KeysOf(isOurs: true, out var ours, out _);
        Assert.Equal(Convert.ToHexStringLower(ours), _kernel.States[pair.Out].Keys);
        Assert.Equal(XfrmLimits.None, _kernel.LimitsOf(pair.In));
    }

    [Fact]
    public void Policies_lead_to_the_newest_that_the_peer_is_known_to_have()
    {
        var old = Granted(1);
        var next = Granted(3);
        Assert.Equal(old.Out.Request, next.Out.Request);
        Assert.Null(_plane.Lead([(next, 1), (old, 2)]));
        Assert.Equal(old.Out.Spi, OutPolicy.Spi);
        _plane.Lead([(next, 2), (old, 2)]);
        Assert.Equal(next.Out.Spi, OutPolicy.Spi);
        _plane.Lead([(next, 1), (old, 0)]);
        Assert.Equal(next.Out.Spi, OutPolicy.Spi);

        // What comes may come by either, with one of these ends, and by nobody else's SA.
        foreach (var direction in (XfrmDirection[])[XfrmDirection.In, XfrmDirection.Forward])
        {
            Assert.Equal(
                new(direction, Selector.Turn(), There, Here, next.In.Request, default),
                _kernel.Asked[(direction, Selector.Turn())]);
        }

        // One that may not be sent by is heard all the same.
        _plane.Lead([(next, 0)]);
        Assert.DoesNotContain(_kernel.Asked.Keys, key => key.Item1 == XfrmDirection.Out);
        Assert.Equal(2, _kernel.Asked.Count);
        _plane.Close();
        Assert.Empty(_kernel.Asked);
        Assert.Equal(4, _kernel.States.Count);
    }

    [Fact]
    public void SAs_of_other_peers_or_with_other_traffic_are_asked_for_by_other_numbers()
    {
        var carol = Take(1);
        var dave = _plane.Take(Child(3), _keys, new("dave"u8), Traffic, Place(), out _)!;
        var other = _plane.Take(
            Child(5), _keys, Carol, Traffic with { Local = Traffic.Remote }, Place(), out _)!;
        uint[] numbers = [carol.In.Request, dave.In.Request, other.In.Request];
        Assert.Equal(3, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.Equal(
            XfrmPlane.RequestsFrom, number & 0xFFFF_0000));
        Assert.DoesNotContain(XfrmPlane.RequestsFrom, numbers);
    }

    [Fact]
    public void What_a_predecessor_has_left_is_gone_and_what_others_have_is_not()
    {
        var ours = Granted(1);
        _plane.Lead([(ours, 2)]);
        var foreign = ours.In with { Request = 5, Spi = new(77) };
        var elsewhere = ours.In with
        {
            From = HostAddress.Parse("192.0.2.1"),
            To = HostAddress.Parse("192.0.2.2"),
        };
        _kernel.Add(foreign, new("x", null, 128, 0, 0), [], [], XfrmLimits.None);
        _kernel.Add(elsewhere, new("x", null, 128, 0, 0), [], [], XfrmLimits.None);
        var policy = OutPolicy with { Request = 5, Direction = XfrmDirection.Forward };
        _kernel.Put(policy);

        using var next = new XfrmPlane(_kernel, Here, Block);
        Assert.Equal(5, next.Sweep());
        Assert.Equal([foreign, elsewhere], _kernel.States.Keys);
        Assert.Equal([policy], _kernel.Asked.Values);
    }

    [Fact]
    public void What_leaves_is_protected_where_a_route_leads_it_into_the_link()
    {
        var pair = Granted(1);
        _plane.Lead([(pair, 2)]);
        Assert.Equal(9, OutPolicy.Link);
        Assert.Equal(0, _kernel.Asked[(XfrmDirection.Forward, Selector.Turn())].Link);
        _plane.Link = 0;
        _plane.Lead([(pair, 2)]);
        Assert.DoesNotContain(_kernel.Asked.Keys, key => key.Item1 == XfrmDirection.Out);
    }

    [Fact]
    public void An_SA_of_somebody_else_in_its_place_is_left_alone()
    {
        var pair = Take(1);
        Assert.Null(_plane.Take(Child(1), _keys, Carol, Traffic, Place(), out var why));
        Assert.Contains("takes no SA", why);
        Assert.Equal([pair.In], _kernel.States.Keys);

        _kernel.Add(pair.Out, new("x", null, 128, 0, 0), [], [], XfrmLimits.None);
        Assert.Equal(PretendedKernel.AlreadyThere, pair.Grant(100, ulong.MaxValue, _keys));
        pair.Dispose();
        Assert.Equal([pair.Out], _kernel.States.Keys);
    }

    [Fact]
    public void To_whoever_takes_over_nothing_is_left_to_send_or_to_accept()
    {
        var up = new Change.ChildUp(Child(1) with { SentThrough = 600 });
        var other = new Change.Leased(new(1), 700, 0);
        Items<Change> changes = [other, up];
        var told = XfrmPlane.Unshared(changes);
        Assert.Equal(other, told[0]);
        var row = Assert.IsType<Change.ChildUp>(told[1]).Sa;
        Assert.Equal(ChildTraits.ExtendedNumbers | ChildTraits.ImplicitIv, row.Traits);
        Assert.Equal((600UL, ulong.MaxValue), (row.SentThrough, row.Floor));
        Assert.Equal([other], XfrmPlane.Unshared([other]));
    }

    [Fact]
    public void What_the_kernel_cannot_have_is_refused_with_the_reason()
    {
        Assert.Null(_plane.Take(
            Child(1), _keys, Carol,
            Traffic with { Local = [Traffic.Local[0] with { Ports = PortRange.Of(80) }] }, Place(),
            out var why));
        Assert.Contains("no selectors for", why);
        using var old = Keys(1, EncryptionAlgorithm.AesGcm8);
        Assert.Null(_plane.Take(Child(1), old, Carol, Traffic, Place(), out why));
        Assert.Contains("no name for", why);
        Assert.Null(_plane.Take(
            Child(1), _keys, Carol, Traffic,
            new(new(new(Here, There), 4_500, 4_500) { IsOverTcp = true }, true), out why));
        Assert.Contains("TCP", why);
        _kernel.Refuses = PretendedKernel.NotSupported;
        Assert.Null(_plane.Take(Child(1), _keys, Carol, Traffic, Place(), out why));
        Assert.Contains("takes no SA: Protocol not supported", why);
        Assert.Empty(_kernel.States);
        _kernel.Refuses = 0;
        var pair = Granted(1);
        _kernel.Refuses = 1;
        Assert.Contains("takes no policy for", _plane.Lead([(pair, 2)]));
        _kernel.Refuses = 0;
        Assert.Null(_plane.Lead([(pair, 2)]));
        Assert.Equal(3, _kernel.Asked.Count);
    }

    [Fact]
    public void Its_end_is_that_of_its_policies_and_of_its_sockets()
    {
        _plane.Lead([(Granted(1), 2)]);
        _plane.Dispose();
        Assert.Empty(_kernel.Asked);
        Assert.True(_kernel.IsClosed);
    }

    public void Dispose()
    {
        _plane.Dispose();
        _keys.Dispose();
    }

    private XfrmPolicy OutPolicy => _kernel.Asked[(XfrmDirection.Out, Selector)];

    private XfrmPair Take(uint spi, PeerPlace? place = null)
    {
        var pair = _plane.Take(
            Child(spi), _keys, Carol, Traffic, place ?? Place(), out var why);
        Assert.Equal("", why);
        return pair!;
    }

    private XfrmPair Granted(uint spi)
    {
        var pair = Take(spi);
        Assert.Equal(0, pair.Grant(Block, ulong.MaxValue, _keys));
        return pair;
    }

    private void Lead(XfrmPair pair) => Assert.Null(_plane.Lead([(pair, 2)]));

    private static PeerPlace Place(bool isEncapsulated = false, ushort port = 500) => new(
        new Flow(new Path(Here, There), isEncapsulated ? (ushort)4_500 : (ushort)500, port),
        isEncapsulated);

    private static ChildSa Child(uint spi) => new(
        new(spi), new(spi + 1), default, default, Octets.Empty, ChildTraits.ExtendedNumbers, 0, 0,
        0, ulong.MaxValue, default);

    private static KeyMaterial Keys(byte seed, EncryptionAlgorithm? algorithm = null)
    {
        var suite = new ChildSuite(
            ProtocolId.Esp,
            EncryptionSpecs.Find(algorithm ?? EncryptionAlgorithm.AesGcm16, 128)!,
            IntegritySpec.None, Esn: true);
        using var keys = new ChildKeys(
            Key(seed), new(0), Key((byte)(seed + 1)), new(0));
        return KeyMaterial.Of(suite, keys, IkeRole.Responder);
    }

    private static Secret Key(byte octet) => new(Enumerable.Repeat(octet, 20).ToArray());
}
