using System.Collections.Immutable;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>What a key exchange method of transform types 4 and 6 to 12 is.</summary>
/// <param name="Method">The code point, RFC 7296 §3.3.2.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="PublicLength">Octets of the initiator's Key Exchange Data.</param>
/// <param name="AnswerLength">Octets of the responder's; of a KEM its ciphertext.</param>
/// <param name="SharedLength">Octets of the shared secret.</param>
/// <param name="RandomnessLength">Octets of randomness that one side takes.</param>
/// <param name="Standing">Whether it is offered.</param>
public sealed record KeyExchangeSpec(
    KeyExchangeMethod Method,
    KeyExchangeKind Kind,
    int PublicLength,
    int AnswerLength,
    int SharedLength,
    int RandomnessLength,
    Standing Standing)
{
    /// <summary>Every method that Holdfast knows, in the order of the registry.</summary>
    public static ImmutableArray<KeyExchangeSpec> All { get; } = [.. Rows()];

    /// <summary>The method; null: Holdfast does not know it.</summary>
    public static KeyExchangeSpec? Find(KeyExchangeMethod method) =>
        All.FirstOrDefault(row => row.Method == method);

    /// <summary>The name of the registry.</summary>
    public override string ToString() => Method.ToString();

    private static IEnumerable<KeyExchangeSpec> Rows()
    {
        const Standing now = Standing.Current;
        const Standing old = Standing.Legacy;

        // Columns: method, octets of the prime, octets of randomness. An exponent is at least as
        // long as the larger estimate of RFC 3526 §8 asks for the strength of the group.
        yield return Modp(KeyExchangeMethod.Modp768, 96, 32, old);
        yield return Modp(KeyExchangeMethod.Modp1024, 128, 32, old);
        yield return Modp(KeyExchangeMethod.Modp1536, 192, 32, old);
        yield return Modp(KeyExchangeMethod.Modp2048, 256, 48, now);
        yield return Modp(KeyExchangeMethod.Modp3072, 384, 56, now);
        yield return Modp(KeyExchangeMethod.Modp4096, 512, 64, now);
        yield return Modp(KeyExchangeMethod.Modp6144, 768, 72, now);
        yield return Modp(KeyExchangeMethod.Modp8192, 1024, 80, now);

        // Columns: method, octets of a coordinate; below, of the prime and of the order. 64 bits
        // more than the order make a reduced scalar even (SP 800-56A §5.6.1.2.1).
        yield return Ecp(KeyExchangeMethod.Ecp256, 32, now);
        yield return Ecp(KeyExchangeMethod.Ecp384, 48, now);
        yield return Ecp(KeyExchangeMethod.Ecp521, 66, now);
        yield return Modp(KeyExchangeMethod.Modp1024Subgroup160, 128, 20 + 8, old);
        yield return Modp(KeyExchangeMethod.Modp2048Subgroup224, 256, 28 + 8, old);
        yield return Modp(KeyExchangeMethod.Modp2048Subgroup256, 256, 32 + 8, old);
        yield return Ecp(KeyExchangeMethod.Ecp192, 24, old);
        yield return Ecp(KeyExchangeMethod.Ecp224, 28, old);
        yield return Ecp(KeyExchangeMethod.Brainpool224, 28, old);
        yield return Ecp(KeyExchangeMethod.Brainpool256, 32, now);
        yield return Ecp(KeyExchangeMethod.Brainpool384, 48, now);
        yield return Ecp(KeyExchangeMethod.Brainpool512, 64, now);
        yield return Montgomery(KeyExchangeMethod.Curve25519, 32);
        yield return Montgomery(KeyExchangeMethod.Curve448, 56);

        // Columns: method, octets of the encapsulation key and of the ciphertext, FIPS 203 §8.
        yield return MlKem(KeyExchangeMethod.MlKem512, 800, 768);
        yield return MlKem(KeyExchangeMethod.MlKem768, 1184, 1088);
        yield return MlKem(KeyExchangeMethod.MlKem1024, 1568, 1568);
    }

    private static KeyExchangeSpec Modp(
        KeyExchangeMethod method, int prime, int randomness, Standing standing) =>
        new(method, KeyExchangeKind.Modp, prime, prime, prime, randomness, standing);

    private static KeyExchangeSpec Ecp(
        KeyExchangeMethod method, int coordinate, Standing standing) => new(
            method, KeyExchangeKind.Ecp, 2 * coordinate, 2 * coordinate, coordinate,
            coordinate + 8, standing);

    private static KeyExchangeSpec Montgomery(KeyExchangeMethod method, int length) => new(
        method, KeyExchangeKind.Montgomery, length, length, length, length, Standing.Current);

    private static KeyExchangeSpec MlKem(KeyExchangeMethod method, int key, int ciphertext) => new(
        method, KeyExchangeKind.MlKem, key, ciphertext, 32, 64, Standing.Current);
}
