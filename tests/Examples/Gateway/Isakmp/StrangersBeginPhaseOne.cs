using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Whoever has no key takes no room of whoever has one: IKEv1 has no cookie that comes
/// back first.</summary>
public sealed class StrangersBeginPhaseOne : IDisposable
{
    private static readonly Instant Now = Instant.FromMilliseconds(1);
    private static readonly HostAddress Here = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Known = HostAddress.Parse("192.0.2.2");

    private readonly Secret _key = new("secret"u8.ToArray());
    private readonly IsakmpSide _gateway = new(1, isGateway: true);
    private readonly PhaseOneAnswers _answers;
    private readonly byte[] _first;

    public StrangersBeginPhaseOne()
    {
        Assert.True(PhaseOneResponder.Config.TryCreate(new(), out var config, out _));
        _answers = new(
            config, IsakmpSide.Provider, RandomNumberGenerator.Fill,
            (_, from) => from == Known ? new(new(Octets.Empty, null), _key) : null, _gateway);
        using var peer = new IsakmpSide(9, isGateway: false);
        peer.Begin(PhaseOneMode.Main);
        _first = Assert.Single(peer.Said).ToArray();
    }

    [Fact]
    public void Main_mode_of_an_address_without_a_key_is_not_answered_and_told_of_once_in_a_while()
    {
        for (var at = 0U; at < 2 * PhaseOneAnswers.Most; at++)
        {
            Hear(at + 1, new((10U << 24) + at, IsIpv6: false), Now);
        }

        Assert.Empty(_gateway.Said);
        Assert.Null(_answers.Deadline);
        Assert.Single(_gateway.Complaints);
        Hear(1, new(10U << 24, IsIpv6: false), Now + TimeSpan.FromSeconds(10));
        Assert.Equal(2, _gateway.Complaints.Count);
        Hear(1, Known, Now);
        Assert.Single(_gateway.Said);
    }

    [Fact]
    public void The_oldest_that_has_said_nothing_more_makes_room_for_the_next()
    {
        for (var at = 1U; at <= PhaseOneAnswers.MostOfOne; at++)
        {
            Hear(at, Known, Now);
        }

        _gateway.Said.Clear();
        Hear(1, Known, Now);
        Assert.Single(_gateway.Said);
        _gateway.Said.Clear();
        Hear(PhaseOneAnswers.MostOfOne + 1, Known, Now);
        var answer = Assert.Single(_gateway.Said);
        _gateway.Said.Clear();

        // The second one is there still, and has the same answer; the first one begins anew.
        Hear(2, Known, Now);
        Hear(1, Known, Now);
        Assert.Equal(2, _gateway.Said.Count);
        Assert.DoesNotContain(answer, _gateway.Said);
    }

    [Fact]
    public void Who_is_refused_takes_the_place_of_nobody()
    {
        for (var at = 1U; at <= PhaseOneAnswers.MostOfOne; at++)
        {
            Hear(at, Known, Now);
        }

        var oldest = _gateway.Said.Dequeue();
        _gateway.Said.Clear();
        using var sides = new SignedSides();
        using var signing = sides.Make(isGateway: false, SignedSides.Carol);
        signing.Begin(PhaseOneMode.Main);
        Hear(PhaseOneAnswers.MostOfOne + 1, Known, Now, signing.Said.Dequeue());

        // NO-PROPOSAL-CHOSEN in the clear, and the oldest one is there still.
        Assert.True(_gateway.Said.Dequeue().Length < oldest.Length);
        Hear(1, Known, Now);
        Assert.Equal(oldest, Assert.Single(_gateway.Said));
    }

    public void Dispose()
    {
        _answers.Dispose();
        _gateway.Dispose();
        _key.Dispose();
    }

    private void Hear(uint cookie, HostAddress from, Instant now, Octets? said = null)
    {
        var octets = said?.ToArray() ?? _first.ToArray();
        BinaryPrimitives.WriteUInt64BigEndian(octets, cookie);
        _answers.Hear(octets, new(cookie), new Flow(new Path(Here, from), 500, 500), now);
    }
}
