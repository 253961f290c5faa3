using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>What the letters of <see cref="IkeExchanges"/> say.</summary>
internal static class SampleExchange
{
    public static readonly ExchangeDraw Draw = new(
        SampleHandshake.Nonce, new(0x302), new(0x0303), Octets.FromHex("112233445566778899"));

    public static readonly StandingChild Child = new(new(
        new(0x301), new(0x101), SampleHandshake.Suite,
        new(SampleHandshake.Here, SampleHandshake.There), IsTransport: false, new(3)));

    public static readonly StandingIke Ike = new(
        new(SampleHandshake.Theirs, SampleHandshake.Ours), IkeRole.Responder,
        HandshakeSuites.Default[0], new(1), SampleHandshake.Peer);

    public static readonly StandingIke Other =
        Ike with { Id = new(new(0x0404), new(0x0303)), Keys = new(2) };

    /// <summary>Its CHILD SAs have no key exchange of their own, unless the peer wants one.
    /// </summary>
    public static readonly StandingIke WithSecrecyBehind = Ike with
    {
        Peer = SampleHandshake.Peer with
        {
            Suites =
            [
                SampleHandshake.Suite,
                SampleHandshake.Suite with { KeyExchange = Ike.Suite.KeyExchange },
            ],
        },
    };

    /// <summary>A CHILD SA as the peer asks for it or grants it.</summary>
    public static ExchangeMessage.Child Granted(uint spi, bool isAsked) => new(
        new(
            SuiteProposals.Offer(
                [SampleHandshake.Suite], FirstChild.ToOctets(new(spi)), isFirst: false),
            isAsked ? SampleHandshake.There : SampleHandshake.Here,
            isAsked ? SampleHandshake.Here : SampleHandshake.There, IsTransport: false),
        SampleHandshake.Nonce);

    /// <summary>A rekey of the IKE SA as the peer asks for it or grants it.</summary>
    public static ExchangeMessage.Rekey Rekey(Protocol.Cryptography.IkeSuite suite) => new(
        SuiteProposals.Offer([suite], ExchangeMessages.ToOctets(new IkeSpi(0x0404))),
        SampleHandshake.Nonce, suite.KeyExchange, SampleHandshake.Share);

    /// <summary>A rekey of the IKE SA that a member before has asked for.</summary>
    public static IkeExchanges.Ours.Asking Open(Protocol.Cryptography.IkeSuite suite) => new(
        new(new ExchangeWish.RekeyIke(), Draw) { Wanted = suite.KeyExchange, Share = new(7) },
        Rekey(suite));

    /// <summary>The next key exchange, by the link that is drawn.</summary>
    public static ExchangeMessage.Followup Followup(KeyExchangeMethod method) =>
        new(Draw.Link, method, SampleHandshake.Share);

    /// <summary>A Delete of the CHILD SA.</summary>
    public static readonly ExchangeMessage.Inform Delete = new([Child.Theirs]);
}
