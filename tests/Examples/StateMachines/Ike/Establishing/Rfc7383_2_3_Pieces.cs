using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 7383 §2.3: what is longer than a datagram goes in pieces to whoever takes them, and
/// whole to everybody else.</summary>
public sealed class Rfc7383_2_3_Pieces
{
    private const int Most = 200;

    /// <summary>Longer than two datagrams.</summary>
    private static readonly Octets Long = new(new byte[3 * Most]);

    public static TheoryData<bool> TakesPieces => [true, false];

    [Theory]
    [MemberData(nameof(TakesPieces))]
    public void IKE_AUTH_of_an_initiator(bool isCut) => Hold(
        isCut, IkeRole.Initiator,
        keys => new IkeInitiator.Output.Seal(
            keys, Spis, 1, Asked with { Certificates = [Certificate] }, isCut),
        (work, output) => Assert.IsType<IkeInitiator.Input.Sealed>(
            work.Do((IkeInitiator.Output)output, Near)).Octets);

    [Theory]
    [MemberData(nameof(TakesPieces))]
    public void IKE_INTERMEDIATE_of_an_initiator(bool isCut) => Hold(
        isCut, IkeRole.Initiator,
        keys => new IkeInitiator.Output.SealExchange(
            keys, Spis, 1, Added with { Value = Long }, default, isCut),
        (work, output) => Assert.IsType<IkeInitiator.Input.ExchangeSealed>(
            work.Do((IkeInitiator.Output)output, Near)).Octets);

    private static IkeSpiPair Spis { get; } = new(Theirs, Ours);

    private static CertPayloadValue Certificate { get; } =
        new() { Encoding = CertEncoding.X509Signature, Data = Long };

    private static void Hold(
        bool isCut, IkeRole role, Func<KeyHandle, object> output,
        Func<HandshakeWork, object, Items<Octets>> seal)
    {
        using var keys = new HandshakeKeys(
            CryptoProviders.Managed(), NoncePartition.Alone, octets => octets.Fill(7));
        using var secret = new Secret(32);
        var ours = keys.Adopt(Suite, Spis, new(Drawn, Drawn), secret, role);
        var datagrams = seal(
            new HandshakeWork(keys, (_, _) => null, Most), output(new(ours)));
        Assert.Equal(isCut, datagrams.Count > 2);
        Assert.Equal(isCut, datagrams.All(one => one.Length <= Most));
        Assert.True(isCut || datagrams.Count == 1);
    }
}
