using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Ike;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.RecordedExchanges;
using Spi = Holdfast.Protocol.Spi;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>
/// What both sides said in tests/captures/lab once their IKE SA stood, said again to our machine
/// in the place of each: rekeys with and without forward secrecy, both at once, additional CHILD
/// SAs, deletes, signs of life. It asks and answers the same, and has the keys that the lab wrote
/// down.
/// </summary>
public sealed class RecordedRekeys : IDisposable
{
    private readonly HandshakeKeys _keys = new(
        CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));

    public static TheoryData<string, IkeRole> Sides
    {
        get
        {
            var all = new TheoryData<string, IkeRole>();
            foreach (var name in Names)
            {
                all.Add(name, IkeRole.Initiator);
                all.Add(name, IkeRole.Responder);
            }

            return all;
        }
    }

    // OpenIKED does not find the CHILD SA that it has, and answers the next request twice, each
    // time otherwise: nobody is to say that again.
    private static IEnumerable<string> Names => LabCaptures.Names
        .Where(IsReplayed).Where(name => Handshakes(name).Any(IsWhole))
        .Where(name => name != "iop-openiked-v2-psk-aes256");

    [Fact]
    public void There_are_many() => Assert.Equal(49, Names.Count());

    [Theory]
    [MemberData(nameof(Sides))]
    public void Ours_says_what_theirs_said(string capture, IkeRole role) =>
        Replay(capture, role);

    /// <summary>What is to be seen in those that tell a story.</summary>
    [Theory]
    [InlineData("v2-rekey-child-nopfs", 1)]
    [InlineData("v2-rekey-child-pfs", 1)]
    [InlineData("k-v2-rekey-child-esn", 1)]
    [InlineData("v2-rekey-child-collision", 2)]
    [InlineData("v2-create-child-additional", 1)]
    [InlineData("v2-rekey-ike", 0)]
    public void New_CHILD_SAs_have_the_recorded_keys(string capture, int atLeast)
    {
        foreach (var role in (IkeRole[])[IkeRole.Initiator, IkeRole.Responder])
        {
            var (said, keyed) = Replay(capture, role);
            Assert.True(keyed >= atLeast, $"{keyed} of {atLeast}");
            Assert.True(said >= 2, $"{said} messages");
        }
    }

    public void Dispose() => _keys.Dispose();

    private (int Said, int Keyed) Replay(string capture, IkeRole role)
    {
        var (said, keyed) = (0, 0);
        foreach (var (init, auth) in Handshakes(capture).Where(IsWhole))
        {
            Assert.True(HandshakeMessages.TryReadGreeting(
                init.Request, HandshakeCases.Far, out var asked, out _));
            Assert.True(HandshakeMessages.TryReadGreeting(
                init.Response, HandshakeCases.Near, out var chosen, out _));
            Assert.True(IkeSuites.TryResolve(
                chosen.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
            using var secret = SharedOf(capture, init.Request.InitiatorSpi);
            var id = new IkeSaId(init.Request.InitiatorSpi, init.Response.ResponderSpi);
            var (spis, nonces) = (
                new IkeSpiPair(id.Initiator, id.Responder),
                new ExchangeNonces(asked.Nonce, chosen.Nonce));
            ulong[] ofRole =
            [
                _keys.Adopt(suite, spis, nonces, secret, IkeRole.Initiator),
                _keys.Adopt(suite, spis, nonces, secret, IkeRole.Responder),
            ];
            Assert.True(HandshakeMessages.TryReadAuth(
                Open(_keys, ofRole[1], auth.Request), IkeRole.Initiator, out var wanted));
            if (!HandshakeMessages.TryReadAuth(
                Open(_keys, ofRole[0], auth.Response), IkeRole.Responder, out var granted)
                || granted.Auth is null)
            {
                continue;
            }

            var story = new RecordedStory(capture, _keys, id, suite, ofRole);
            var side = new RecordedSide(capture, _keys, story.Config);
            side.Begin(
                new(
                    id, role, suite, new(ofRole[(int)role]),
                    new(
                        granted.Identity, story.Suites(role, wanted, granted),
                        story.Traffic(role, granted), MayTransport: true)),
                FirstOf(role, wanted, granted));
            story.Tell(side, role);
            (said, keyed) = (said + side.Said, keyed + side.Keyed);
        }

        return (said, keyed);
    }

    private static bool IsWhole(
        ((IkeHeaderValue Request, Octets Sent, IkeHeaderValue Response, Octets Answered) Init,
            (Octets[] Request, Octets[] Response) Auth) handshake) =>
        handshake.Auth.Response.Length > 0;

    private static Items<StandingChild> FirstOf(
        IkeRole role, AuthMessage wanted, AuthMessage granted)
    {
        if (granted.Child is not { } child)
        {
            return [];
        }

        Assert.True(ChildSuites.TryResolve(
            child.Proposals.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _));
        var (ofInitiator, ofResponder) = (
            SpiOf(wanted.Child!.Proposals), SpiOf(child.Proposals));
        return role == IkeRole.Initiator
            ?
            [
                new(new(
                    ofInitiator, ofResponder, suite, new(child.Initiator, child.Responder),
                    child.IsTransport, new(1))),
            ]
            :
            [
                new(new(
                    ofResponder, ofInitiator, suite, new(child.Responder, child.Initiator),
                    child.IsTransport, new(1))),
            ];
    }

    private static Spi SpiOf(SaPayloadValue proposals) =>
        new(Convert.ToUInt32(proposals.Proposals[0].Spi.ToString(), 16));
}
