using Holdfast.Cli.Keys;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption;

/// <summary>An IKE SA of version 2 at work on one capture.</summary>
internal sealed class IkeSa(SaKeys.Version2 keys, CryptoProvider provider) : IDisposable
{
    private readonly Side _initiator = new(keys, keys.Initiator, provider);
    private readonly Side _responder = new(keys, keys.Responder, provider);

    // What resumes an SA again and again is no peer of it.
    private const int MostResumptions = 64;

    private int _resumptions;
    private Secret? _mixed;

    /// <summary>The keys.</summary>
    public SaKeys.Version2 Keys => keys;

    /// <summary>
    /// SK_d as it is now: with the post-quantum preshared key once that was agreed on.
    /// </summary>
    public Secret? Derivation => _mixed ?? keys.Derivation;

    /// <summary>Whether the keys were derived of what the capture shows.</summary>
    public bool IsDerived { get; init; }

    /// <summary>Additional key exchanges that the keys come from, RFC 9370 §2.2.2.</summary>
    public int Exchanges { get; init; }

    /// <summary>The keys that took over after one more of them; null: none did.</summary>
    public IkeSa? Successor { get; set; }

    /// <summary>
    /// Which secret was not given when the peers went on to further keys; null: none is missing.
    /// </summary>
    public string? Lacks { get; set; }

    /// <summary>
    /// The name of the post-quantum preshared key that the initiator offers; null: none.
    /// </summary>
    public Octets? OfferedPpk { get; set; }

    /// <summary>
    /// The nonces of the exchange that made it, for its first CHILD SA; null: not seen.
    /// </summary>
    public ExchangeNonces? Nonces { get; set; }

    /// <summary>Mixes a post-quantum preshared key into SK_d, once.</summary>
    public void Mix(Secret ppk)
    {
        if (_mixed is null && keys is { Prf: { } prf, Derivation: { } skD })
        {
            _mixed = IkeKeys.Mix(new Prf(provider, prf), ppk, skD);
        }
    }

    /// <summary>Whether it may be resumed once more.</summary>
    public bool TryResume() => _resumptions++ < MostResumptions;

    /// <summary>What one side sends.</summary>
    public Side Of(bool isInitiator) => isInitiator ? _initiator : _responder;

    /// <summary>Zeroes the keys of its ciphers.</summary>
    public void Dispose()
    {
        _mixed?.Dispose();
        _initiator.Dispose();
        _responder.Dispose();
    }

    /// <summary>What one side of the SA sends: its cipher, its fragments that wait.</summary>
    internal sealed class Side(
        SaKeys.Version2 keys, IkeDirection direction, CryptoProvider provider) : IDisposable
    {
        // As many messages as the table of fragments keeps, and some that it gave up.
        private const int MostOrigins = 16;

        private readonly Dictionary<FragmentedId, SortedSet<long>> _origins = [];
        private FragmentedMessages _fragments = FragmentedMessages.Empty();
        private PacketCipher? _cipher;
        private MessageOpener? _opener;

        private PacketCipher Cipher => _cipher ??= provider.CreateCipher(
            keys.Encryption, keys.Integrity, direction.Encryption.Span, direction.Integrity.Span);

        /// <summary>Checks and decrypts what an SK payload holds.</summary>
        /// <param name="message">The message, which ends with the payload.</param>
        /// <param name="dataAt">Where the payload's data begins: the IV.</param>
        /// <param name="text">The clear text with its padding; empty: there is none.</param>
        public Opening Open(ReadOnlySpan<byte> message, int dataAt, out byte[] text)
        {
            text = [];
            var cipher = Cipher;
            var lengths = new EncryptedBodyContext(
                keys.Encryption.SentIvLength, cipher.IcvLength);
            if (!EncryptedBody.TryParse(message[dataAt..], lengths, out var body, out _)
                || body.Ciphertext.IsEmpty)
            {
                return new Opening { Problem = "too short for its algorithms" };
            }

            var opening = new Opening
            {
                IvLength = body.Iv.Length,
                IcvLength = body.IntegrityChecksum.Length,
            };
            if (body.Ciphertext.Length % keys.Encryption.BlockLength != 0)
            {
                return opening with
                {
                    Problem = $"no whole blocks of {keys.Encryption.BlockLength} octets",
                };
            }

            // RFC 7296 §3.14, RFC 5282 §5.1: covered is all from the first octet of the header.
            text = new byte[body.Ciphertext.Length];
            if (cipher.TryOpen(
                message[..dataAt], body.Iv, body.Ciphertext, [], body.IntegrityChecksum, text))
            {
                return opening with { Icv = IcvCheck.Good };
            }

            text = [];
            return opening with { Icv = IcvCheck.Bad, Problem = "the keys do not fit" };
        }

        /// <summary>Checks and decrypts a fragment; the last one completes its message.</summary>
        /// <param name="message">The message, which ends with an SKF payload.</param>
        /// <param name="id">Which message of the sender it is.</param>
        /// <param name="packet">The number of the packet.</param>
        /// <param name="joined">The message; null: fragments are missing.</param>
        /// <param name="origins">The packets that it was joined from.</param>
        public Opening OpenFragment(
            ReadOnlySpan<byte> message, FragmentedId id, long packet, out JoinedPayloads? joined,
            out long[] origins)
        {
            _opener ??= new MessageOpener(Cipher);
            joined = null;
            origins = [];
            var opening = new Opening
            {
                IvLength = keys.Encryption.SentIvLength,
                IcvLength = Cipher.IcvLength,
            };
            var text = new byte[message.Length];
            if (!_opener.TryOpenFragment(message, text, out var fragment, out var error))
            {
                return error.Fault == CryptoFault.NotAuthentic
                    ? opening with { Icv = IcvCheck.Bad, Problem = "the keys do not fit" }
                    : new Opening { Problem = error.Place.ToString() };
            }

            var next = _fragments.Add(id, fragment);
            _fragments = next.Messages;
            Remember(id, next.Judgement, packet);
            if (next.Joined is not null)
            {
                joined = next.Joined;
                origins = [.. _origins[id]];
                _ = _origins.Remove(id);
            }

            return opening with { Icv = IcvCheck.Good };
        }

        /// <summary>Zeroes the keys.</summary>
        public void Dispose() => _cipher?.Dispose();

        private void Remember(FragmentedId id, FragmentJudgement judgement, long packet)
        {
            if (judgement == FragmentJudgement.BeganAnew || !_origins.ContainsKey(id))
            {
                _origins[id] = [];
            }

            _ = _origins[id].Add(packet);
            if (_origins.Count > MostOrigins)
            {
                _ = _origins.Remove(
                    _origins.Where(entry => entry.Key != id).MinBy(entry => entry.Value.Max).Key);
            }
        }
    }
}
