using Holdfast.Cli.Decoding;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// An IKE SA of version 1 at work on one capture: its keys, and the chains of IVs through its
/// messages (RFC 2409 appendix B). A chain goes on only behind a message that opened, and a
/// message that comes again is opened as it was the first time.
/// </summary>
internal sealed class IsakmpSa(IsakmpKeySet keys, IvChain? initialIv, CryptoProvider provider)
    : IDisposable
{
    private const int MostRecent = 32;
    private const int MostExchanges = 256;

    private readonly Dictionary<MessageId, QuickMode> _exchanges = [];
    private readonly Queue<(Octets Message, IvChain Before)> _recent = new();
    private PacketCipher? _cipher;
    private IvChain? _phaseOne = initialIv;

    /// <summary>The keys.</summary>
    public IsakmpKeySet Keys => keys;

    /// <summary>Whether a message came out that is not known to be forged.</summary>
    public bool HasOpened { get; private set; }

    /// <summary>Decrypts a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="header">The same, read.</param>
    /// <param name="text">The clear text with its padding; empty: there is none.</param>
    public Opening Open(ReadOnlySpan<byte> message, IsakmpHeader header, out byte[] text)
    {
        text = [];
        var block = keys.Encryption.BlockLength;
        if (header.Ciphertext.IsEmpty || header.Ciphertext.Length % block != 0)
        {
            return new Opening { Problem = $"no whole blocks of {block} octets" };
        }

        if (Before(message, header) is not { } chain)
        {
            return new Opening
            {
                Problem = "the IV is not known: the capture lacks the public values of phase 1",
            };
        }

        _cipher ??= provider.CreateCipher(
            keys.Encryption, IntegritySpec.None, keys.Cipher.Span, []);
        text = new byte[header.Ciphertext.Length];
        _ = _cipher.TryOpen([], chain.Iv.Span, header.Ciphertext, [], [], text);
        if (!IsakmpParts.TryChain(text, 0, header.NextPayload.Value, out var good, out _)
            || good == 0
            || !IsakmpPlaintext.TryParse(text, header.NextPayload, out var plaintext, out _))
        {
            text = [];
            return new Opening { Problem = "no payloads come out: the keys do not fit" };
        }

        // RFC 2409 §5.5: what is not authentic changes nothing, neither the IV nor what was said.
        var length = plaintext.Payloads.Octets.Length;
        var check = Check(header.MessageId, plaintext);
        HasOpened |= check != IcvCheck.Bad;
        if (check != IcvCheck.Bad)
        {
            Advance(message, header, chain);
            Exchange(header.MessageId)?.Observe(plaintext);
        }

        return new Opening
        {
            Icv = check,
            Next = header.NextPayload.Value,
            IsVersion1 = true,
            Elements = good,
            Length = length,
            PadLength = text.Length - length,
        };
    }

    /// <summary>What was said in an exchange of phase 2 so far; null: nothing.</summary>
    public QuickMode? Exchange(MessageId id) => _exchanges.GetValueOrDefault(id);

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        keys.Dispose();
        _cipher?.Dispose();
    }

    private IvChain? Before(ReadOnlySpan<byte> message, IsakmpHeader header)
    {
        foreach (var (earlier, before) in _recent)
        {
            if (earlier.Span.SequenceEqual(message))
            {
                return before;
            }
        }

        if (header.MessageId.Value == 0)
        {
            return _phaseOne;
        }

        if (_exchanges.TryGetValue(header.MessageId, out var exchange))
        {
            return exchange.Chain;
        }

        // RFC 2409 appendix B: of phase 2 the first IV is the hash of phase 1's last block.
        return keys.Hash == default ? null : _phaseOne?.OfPhaseTwo(keys.Hash, header.MessageId);
    }

    private void Advance(ReadOnlySpan<byte> message, IsakmpHeader header, IvChain before)
    {
        foreach (var (earlier, _) in _recent)
        {
            if (earlier.Span.SequenceEqual(message))
            {
                return;
            }
        }

        _recent.Enqueue((new Octets(message), before));
        if (_recent.Count > MostRecent)
        {
            _ = _recent.Dequeue();
        }

        var after = before.After(header.Ciphertext);
        if (header.MessageId.Value == 0)
        {
            _phaseOne = after;
            return;
        }

        if (!_exchanges.TryGetValue(header.MessageId, out var exchange))
        {
            if (_exchanges.Count >= MostExchanges)
            {
                _ = _exchanges.Remove(_exchanges.MinBy(entry => entry.Value.Number).Key);
            }

            _exchanges[header.MessageId] = exchange = new QuickMode(_number++);
        }

        exchange.Chain = after;
    }

    private long _number;

    // RFC 2409 §5.5 to §5.7: which of the three hashes it is, the message before it tells.
    private IcvCheck Check(MessageId id, IsakmpPlaintext plaintext)
    {
        if (keys.Prf is not { } prf || keys.SkeyidA is not { } skeyid || id.Value == 0)
        {
            return IcvCheck.Unchecked;
        }

        var isGood = MessageHash.IsOne(prf, skeyid, id, plaintext, out _);
        if (Exchange(id) is not { } exchange)
        {
            return isGood ? IcvCheck.Good : IcvCheck.Bad;
        }

        var isTwo = !isGood && exchange.NonceOfInitiator.Length > 0 && MessageHash.IsTwo(
            prf, skeyid, id, exchange.NonceOfInitiator, plaintext, out _);
        var isThree = !isGood && !isTwo && exchange.NonceOfResponder.Length > 0
            && MessageHash.IsThree(
                prf, skeyid, id, new(exchange.NonceOfInitiator, exchange.NonceOfResponder),
                plaintext, out _);
        return isGood || isTwo || isThree ? IcvCheck.Good : IcvCheck.Bad;
    }
}
