using System.Text;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Ike;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>Initial exchanges in tests/captures/lab, with what the lab wrote down of them.
/// </summary>
internal static class RecordedExchanges
{
    /// <summary>Whether initial exchanges of a capture can be said again.</summary>
    public static bool IsReplayed(string capture) =>
        capture.Contains("v2-", StringComparison.Ordinal)
        && File.Exists(PathOf("secrets", capture)) && Handshakes(capture).Any();

    /// <summary>The chosen transforms, in any order.</summary>
    public static string Plain(SaPayloadValue payload) => string.Join("; ", payload.Proposals
        .Select(proposal => $"{proposal.ProposalNumber} {proposal.ProtocolId} {proposal.Spi} "
            + string.Join(", ", proposal.Transforms
                .Select(one => $"{one.TransformType} {one.TransformId} "
                    + string.Join(' ', one.Attributes.Select(what => what.AttributeValue)))
                .Order(StringComparer.Ordinal))));

    /// <summary>What a side sends to a SPI is under the keys that the lab wrote down.</summary>
    public static void AreKeysOf(
        string capture, Holdfast.Protocol.Spi to, ChildKeys keys, IkeRole sender)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(PathOf("keys", capture)));
        var known = file.RootElement.GetProperty("sas").EnumerateArray()
            .Where(sa => sa.GetProperty("protocol").GetString() != "ike"
                && sa.GetProperty("spi").GetString() == $"{to.Value:x8}")
            .ToArray();
        if (known.Length == 0)
        {
            return;
        }

        if (known[0].TryGetProperty("encryption_key", out var encryption))
        {
            Assert.Equal(
                encryption.GetString(),
                Convert.ToHexStringLower(keys.EncryptionOf(sender).Span));
        }

        if (known[0].TryGetProperty("integrity_key", out var integrity))
        {
            Assert.Equal(
                integrity.GetString(),
                Convert.ToHexStringLower(keys.IntegrityOf(sender).Span));
        }
    }

    public static Secret SharedOf(string capture, IkeSpi spi)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(PathOf("secrets", capture)));
        return new(Convert.FromHexString(file.RootElement.GetProperty("shared_secrets")
            .EnumerateArray()
            .First(one => one.GetProperty("spi").GetString() == $"{spi.Value:x16}")
            .GetProperty("shared_secret").GetString()!));
    }

    public static List<Secret> PreSharedOf(string capture)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(PathOf("secrets", capture)));
        return
        [
            .. file.RootElement.GetProperty("pre_shared_keys").EnumerateArray()
                .Select(one => new Secret(
                    Encoding.UTF8.GetBytes(one.GetProperty("key").GetString()!))),
        ];
    }

    /// <summary>AUTH is what a shared key makes of what we would prove, or what the key of the
    /// first certificate has signed of it.</summary>
    public static void IsProved(
        HandshakeKeys keys, string capture, ulong handle, AuthClaim claim, AuthMessage message)
    {
        if (message.Auth!.Data.Tag == AuthMethod.SharedKey)
        {
            var known = PreSharedOf(capture);
            Assert.Contains(
                true, known.Select(key => keys.IsProved(handle, claim, message.Auth, key)));
            known.ForEach(key => key.Dispose());
            return;
        }

        Assert.True(PublicKey.TryReadCertificate(
            message.Certificates[0].Data.Span, out var signer, out _));
        Assert.True(
            keys.IsProved(
                handle, claim, message.Auth, signer, AlgorithmPolicy.Legacy, out var bad),
            $"{bad}");
    }

    /// <summary>Initial exchanges of two messages each, in one piece, whose keys are known, with
    /// a shared key.</summary>
    public static IEnumerable<(
        (IkeHeaderValue Request, Octets Sent, IkeHeaderValue Response, Octets Answered) Init,
        (Octets[] Request, Octets[] Response) Auth)> Handshakes(string capture)
    {
        var messages = LabCaptures.Messages(capture).Select(message => message.Ike)
            .Where(octets => IkeHeaderValue.TryParse(octets, out _, out _))
            .Select(octets => (Octets: new Octets(octets), Value: Parsed(octets))).ToArray();
        using var file = JsonDocument.Parse(File.ReadAllText(PathOf("secrets", capture)));
        if (!file.RootElement.TryGetProperty("pre_shared_keys", out _)
            || !file.RootElement.TryGetProperty("shared_secrets", out var shared))
        {
            yield break;
        }

        string[] known =
        [
            .. shared.EnumerateArray()
                .Where(one => one.TryGetProperty("spi", out _))
                .Select(one => one.GetProperty("spi").GetString()!),
        ];
        foreach (var (octets, response) in messages.Where(one => one.Value.Flags.Response
            && one.Value.ExchangeType == ExchangeType.IkeSaInit
            && one.Value.ResponderSpi.Value != 0
            && known.Contains($"{one.Value.InitiatorSpi.Value:x16}")
            && HandshakeMessages.TryReadGreeting(
                one.Value, HandshakeCases.Far, out _, out _)))
        {
            var request = messages.Last(one => !one.Value.Flags.Response
                && one.Value.ExchangeType == ExchangeType.IkeSaInit
                && one.Value.InitiatorSpi == response.InitiatorSpi);
            var auth = messages.Where(one => one.Value.ExchangeType == ExchangeType.IkeAuth
                && one.Value.InitiatorSpi == response.InitiatorSpi
                && one.Value.MessageId.Value == 1
                && one.Value.Payloads[^1].Body is IkePayloadBody.Sk or IkePayloadBody.Skf)
                .ToArray();
            Octets[] asked = [.. auth.Where(one => !one.Value.Flags.Response)
                .Select(one => one.Octets)];
            Octets[] answered = [.. auth.Where(one => one.Value.Flags.Response)
                .Select(one => one.Octets)];
            if (asked.Length > 0 && answered.Length > 0)
            {
                yield return ((request.Value, request.Octets, response, octets), (asked, answered));
            }
        }
    }

    /// <summary>What a responder has refused before it granted IKE_SA_INIT, RFC 7296 §2.6 and §1.2:
    /// each request, and what was said to it.</summary>
    public static List<(IkeHeaderValue Request, Octets Sent, NotifyPayloadValue Refusal)> Refusals(
        string capture, IkeSpi spi)
    {
        var all = new List<(IkeHeaderValue, Octets, NotifyPayloadValue)>();
        var request = default((IkeHeaderValue Value, Octets Octets)?);
        foreach (var (_, octets) in LabCaptures.Messages(capture))
        {
            if (!IkeHeaderValue.TryParse(octets, out var message, out _)
                || message.InitiatorSpi != spi
                || message.ExchangeType != ExchangeType.IkeSaInit)
            {
                continue;
            }

            if (!message.Flags.Response)
            {
                request = (message, new(octets));
            }
            else if (request is { } asked
                && HandshakeMessages.RefusalIn(message.Payloads) is { } refusal)
            {
                all.Add((asked.Value, asked.Octets, refusal));
                request = null;
            }
        }

        return all;
    }

    /// <summary>The exchanges of IKE_AUTH under an IKE SA, in their order.</summary>
    public static List<(Octets[] Request, Octets[] Response)> Auths(string capture, IkeSpi spi)
    {
        var messages = LabCaptures.Messages(capture).Select(message => message.Ike)
            .Where(octets => IkeHeaderValue.TryParse(octets, out _, out _))
            .Select(octets => (Octets: new Octets(octets), Value: Parsed(octets)))
            .Where(one => one.Value.ExchangeType == ExchangeType.IkeAuth
                && one.Value.InitiatorSpi == spi).ToArray();
        return
        [
            .. messages.Select(one => one.Value.MessageId.Value).Distinct().Order()
                .Select(id => (Of(id, isResponse: false), Of(id, isResponse: true))),
        ];

        Octets[] Of(uint id, bool isResponse) =>
        [
            .. messages.Where(one => one.Value.MessageId.Value == id
                && one.Value.Flags.Response == isResponse).Select(one => one.Octets).Distinct(),
        ];
    }

    /// <summary>What a message says that came in one piece, or in several.</summary>
    public static InnerPayloadsValue Open(HandshakeKeys keys, ulong handle, Octets[] datagrams)
    {
        foreach (var datagram in datagrams)
        {
            if (keys.TryOpen(handle, datagram.Span, out var inner, out var error))
            {
                return inner;
            }

            Assert.Equal(default, error);
        }

        throw new InvalidOperationException("a piece is missing");
    }

    private static IkeHeaderValue Parsed(byte[] octets) =>
        IkeHeaderValue.TryParse(octets, out var message, out var error)
            ? message
            : throw new InvalidOperationException(error.ToString());

    private static string PathOf(string kind, string capture) => Path.Combine(
        LabCaptures.Root, "tests", "captures", "lab", kind, capture + ".json");
}
