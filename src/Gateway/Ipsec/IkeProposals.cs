using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// The key exchanges of IKE SAs as people write them: names joined by a hyphen, the first one that
/// of IKE_SA_INIT, those behind it an IKE_INTERMEDIATE each (RFC 9370), like x25519-mlkem768.
/// </summary>
internal static class IkeProposals
{
    private const int ProposalsMax = 16;
    private const int MethodsMax = 8;

    private static readonly Dictionary<string, KeyExchangeMethod> Names =
        new(StringComparer.Ordinal)
        {
            ["x25519"] = KeyExchangeMethod.Curve25519,
            ["x448"] = KeyExchangeMethod.Curve448,
            ["ecp256"] = KeyExchangeMethod.Ecp256,
            ["ecp384"] = KeyExchangeMethod.Ecp384,
            ["ecp521"] = KeyExchangeMethod.Ecp521,
            ["modp2048"] = KeyExchangeMethod.Modp2048,
            ["modp3072"] = KeyExchangeMethod.Modp3072,
            ["modp4096"] = KeyExchangeMethod.Modp4096,
            ["mlkem512"] = KeyExchangeMethod.MlKem512,
            ["mlkem768"] = KeyExchangeMethod.MlKem768,
            ["mlkem1024"] = KeyExchangeMethod.MlKem1024,
        };

    /// <summary>What is wrong with them; null: nothing.</summary>
    public static string? Check(IReadOnlyList<string> exchanges) =>
        exchanges.Count is 0 or > ProposalsMax
            ? $"{exchanges.Count} of them; 1 to {ProposalsMax}"
            : exchanges.Select(Check).FirstOrDefault(wrong => wrong is not null)
                ?? (exchanges.Distinct(StringComparer.Ordinal).Count() < exchanges.Count
                    ? "one of them is there twice"
                    : null);

    /// <summary>The suites with these key exchanges, checked before, the preferred first; null:
    /// the usual ones.</summary>
    public static Items<IkeSuite> SuitesOf(IReadOnlyList<string>? exchanges) => exchanges is null
        ? HandshakeSuites.Default
        :
        [
            .. HandshakeSuites.Default
                .Select(suite => (suite.Encryption, suite.Integrity, suite.Prf)).Distinct()
                .SelectMany(suite => exchanges.Select(MethodsOf).Select(methods => new IkeSuite(
                    suite.Encryption, suite.Integrity, suite.Prf, methods[0],
                    [.. methods.Skip(1)]))),
        ];

    /// <summary>The group of forward secrecy in quick mode; None: it is not set, or no group of
    /// IKEv1.</summary>
    public static KeyExchangeMethod GroupOf(string? name) => name is not null
        && Names.GetValueOrDefault(name) is var group
        && EspSuites.Quick.Any(suite => suite.KeyExchange == group)
            ? group
            : KeyExchangeMethod.None;

    /// <summary>The groups of IKEv1 by their names.</summary>
    public static IEnumerable<string> Groups =>
        Names.Keys.Where(name => GroupOf(name) != KeyExchangeMethod.None);

    /// <summary>The methods of one key exchange, the first one and those behind it.</summary>
    public static Items<KeyExchangeMethod> MethodsOf(string exchange) =>
        [.. exchange.Split('-').Select(name => Names.GetValueOrDefault(name))];

    private static string? Check(string exchange)
    {
        var methods = MethodsOf(exchange);
        return methods.Contains(KeyExchangeMethod.None)
                ? $"'{exchange}' is no key exchange; like x25519-mlkem768, of "
                    + string.Join(", ", Names.Keys)
            : methods.Distinct().Count() < methods.Count
                ? $"'{exchange}' has a method twice"
            : methods.Count > MethodsMax
                ? $"'{exchange}' has {methods.Count} methods; {MethodsMax} at most"
            : null;
    }
}
