using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <content>Transaction exchanges, and the secrets of users that they carry.</content>
public sealed partial class IsakmpHandshakeKeys
{
    private readonly Dictionary<ulong, Secret> _secrets = [];

    /// <summary>Keeps a secret of a user.</summary>
    /// <param name="octets">A copy of them is kept; they stay the caller's to zero.</param>
    /// <returns>Its number, until it is forgotten.</returns>
    public ulong Keep(ReadOnlySpan<byte> octets)
    {
        _secrets.Add(++_last, new(octets));
        return _last;
    }

    /// <summary>A secret of a user, for whoever judges it; it stays here. Null: there is none.
    /// </summary>
    /// <param name="number">Its number.</param>
    public Secret? SecretOf(ulong number) => _secrets.GetValueOrDefault(number);

    /// <summary>Encrypts a message of a transaction with its HASH in front,
    /// draft-ietf-ipsec-isakmp-mode-cfg §3.1; false: it does not fit its length fields, or a secret
    /// of it is gone.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="head">The header; it has no payloads.</param>
    /// <param name="text">What it says.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="octets">The message.</param>
    /// <param name="next">The IV of the next message.</param>
    public bool TrySeal(
        ulong keys, IsakmpHeaderValue head, TransactionText text, IvChain chain,
        out Octets octets, out IvChain next)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(text);
        (octets, next) = (default, chain);
        var sa = _sas[keys];
        if (Written(text) is not { } rest)
        {
            return false;
        }

        try
        {
            var hash = new IsakmpPayloadValue
            {
                Body = new IsakmpPayloadBody.Hash(new()
                {
                    Data = new(IsakmpHashes.One(sa.Prf, sa.Keys.SkeyidA, head.MessageId, rest)),
                }),
            };
            var front = new IsakmpPlaintextValue { Payloads = [hash] }.ToArray();
            front[0] = (byte)IsakmpPayloadType.Configuration.Value;
            octets = new(
                sa.Cipher.Seal(head, IsakmpPayloadType.Hash, front, rest, chain, out next));
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rest);
        }
    }

    /// <summary>What a message of a transaction says; false: it is not authentic, or no
    /// transaction. Its secrets are kept until they are forgotten.</summary>
    /// <param name="keys">The number of the keys.</param>
    /// <param name="message">The message.</param>
    /// <param name="id">Its message ID.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="text">What it says.</param>
    /// <param name="next">The IV of the next message.</param>
    /// <param name="error">What is wrong, and where.</param>
    public bool TryOpen(
        ulong keys, ReadOnlySpan<byte> message, MessageId id, IvChain chain,
        [NotNullWhen(true)] out TransactionText? text, out IvChain next, out OpenError error)
    {
        text = null;
        var sa = _sas[keys];
        var clear = new byte[message.Length];
        try
        {
            if (!sa.Cipher.TryOpen(message, chain, clear, out var plain, out next, out error)
                || !MessageHash.IsOne(sa.Prf, sa.Keys.SkeyidA, id, plain, out error))
            {
                return false;
            }

            text = Read(plain);
            error = text is not null
                ? default
                : OpenError.Malformed(new(DecodeFault.UnknownTag, HeaderLength, "Attributes"));
            return text is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    private const int HeaderLength = 28;
    private const int AttributeHeaderLength = 4;

    /// <summary>The payload with its secrets; null: one is gone, or it is too long.</summary>
    private byte[]? Written(TransactionText text)
    {
        var attributes = text.Attributes;
        foreach (var (type, number) in text.Secrets)
        {
            if (SecretOf(number) is not { Length: <= ushort.MaxValue } secret)
            {
                return null;
            }

            attributes = attributes.Add(
                new() { AttributeType = type, AttributeData = new(new byte[secret.Length]) });
        }

        var value = new IsakmpPlaintextValue
        {
            Payloads =
            [
                new()
                {
                    Body = new IsakmpPayloadBody.Config(new()
                    {
                        ConfigType = text.Type,
                        Identifier = text.Identifier,
                        Attributes = attributes,
                    }),
                },
            ],
        };
        var octets = new byte[value.SizeOf()];
        if (!value.TryWrite(octets, out _, out _))
        {
            return null;
        }

        // They are the last ones: no copy of a secret is anywhere else.
        var at = octets.Length;
        foreach (var (_, number) in text.Secrets.Reverse())
        {
            var secret = _secrets[number];
            at -= secret.Length;
            secret.Span.CopyTo(octets.AsSpan(at));
            GC.KeepAlive(secret);
            at -= AttributeHeaderLength;
        }

        return octets;
    }

    private TransactionText? Read(IsakmpPlaintext plain)
    {
        var text = default(TransactionText);
        foreach (var payload in plain.Payloads)
        {
            if (payload.Type != IsakmpPayloadType.Configuration)
            {
                continue;
            }

            // draft-ietf-ipsec-isakmp-mode-cfg §3.1.1: there is one.
            if (text is not null)
            {
                text.Secrets.ToList().ForEach(secret => Forget(secret.Number));
                return null;
            }

            if (!IsakmpConfigPayload.TryParse(payload.Body, out var config, out _)
                || Read(config) is not { } read)
            {
                return null;
            }

            text = read;
        }

        return text;
    }

    private TransactionText? Read(IsakmpConfigPayload config)
    {
        var count = 0;
        foreach (var _ in config.Attributes)
        {
            count++;
        }

        if (count > TransactionText.AttributesMax)
        {
            return null;
        }

        var (attributes, secrets) = (
            new List<IsakmpConfigAttributeValue>(), new List<TransactionText.Secret>());
        Span<byte> inPlace = stackalloc byte[sizeof(ushort)];
        foreach (var attribute in config.Attributes)
        {
            // Without a value it is asked for.
            var type = attribute.AttributeType;
            var isSecret = TransactionText.IsSecret(type);
            if (isSecret && attribute.ShortForm)
            {
                BinaryPrimitives.WriteUInt16BigEndian(inPlace, attribute.AttributeValue ?? 0);
                secrets.Add(new(type, Keep(inPlace)));
                inPlace.Clear();
            }
            else if (isSecret && !attribute.AttributeData.IsEmpty)
            {
                secrets.Add(new(type, Keep(attribute.AttributeData)));
            }
            else if (attribute.TryToValue(out var value, out _))
            {
                attributes.Add(value);
            }
        }

        return new(config.ConfigType, config.Identifier, [.. attributes], [.. secrets]);
    }
}
