using System.Buffers.Binary;
using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Fuzz.Ike.V1;

/// <summary>What scenes of IKEv1 are made of.</summary>
internal static class ModeSamples
{
    public const int StepsMax = 64;
    public static readonly LayeredProvider Provider = CryptoProviders.Fastest(out _);
    public static readonly IsakmpSuite Suite = IsakmpSuiteChoices.Default[0];
    public static readonly Octets Carol = Named("carol");
    public static readonly Octets Mars = Named("mars");
    public static readonly TrafficRange AtCarol = Range("10.3.0.0", "10.3.0.255");
    public static readonly TrafficRange AtMars = Range("10.1.0.0", "10.1.0.255");

    public static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    public static readonly Flow FromCarol = new(
        new(HostAddress.Parse("192.0.2.1"), HostAddress.Parse("203.0.113.1")), 500, 500);

    public static readonly Flow FromMars = new(FromCarol.Path.Turned, 500, 500);

    /// <summary>Octets that are drawn: nobody has to be unable to guess them here.</summary>
    public static FillRandom Draws(uint random) => octets =>
    {
        foreach (ref var octet in octets)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            octet = (byte)(random >> 24);
        }
    };

    /// <summary>An encrypted message, whatever is inside.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="keys">The keys of both.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="head">Its header: cookies, exchange and message ID.</param>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="text">Whole blocks.</param>
    public static Span<byte> Seal(
        Span<byte> buffer, IsakmpKeys keys, IvChain chain, IsakmpHeaderValue head, byte first,
        ReadOnlySpan<byte> text)
    {
        const int headerLength = 28;
        var message = buffer[..(headerLength + text.Length)];
        head.ToArray().AsSpan(0, headerLength).CopyTo(message);
        (message[16], message[19]) = (first, 1);
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], (uint)message.Length);
        text.CopyTo(message[headerLength..]);
        using var cipher = Provider.CreateCipher(
            Suite.Encryption, IntegritySpec.None, keys.Cipher.Span, []);
        cipher.Seal([], chain.Iv.Span, message[headerLength..], [], []);
        return message;
    }

    /// <summary>Payloads with zeros up to whole blocks.</summary>
    public static (byte First, byte[] Text) Text(Items<IsakmpPayloadValue> payloads)
    {
        var octets = new IsakmpPlaintextValue { Payloads = payloads }.ToArray();
        return (payloads.Count == 0 ? (byte)0 : (byte)payloads[0].Body.Tag.Value, octets);
    }

    private static TrafficRange Range(string first, string last) =>
        TrafficRange.Between(HostAddress.Parse(first), HostAddress.Parse(last));

    private static Octets Named(string name) => new(new IsakmpIdPayloadValue
    {
        IdType = IsakmpIdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes(name)),
    }.ToArray());
}
