using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys;

/// <summary>Reads one SA of a file of keys (docs/keys-json.md).</summary>
internal static class SaReader
{
    private const uint LongestIcv = 64;

    /// <summary>The SA at a place.</summary>
    /// <exception cref="KeyFileException">Something is wrong there.</exception>
    public static SaKeys Read(JsonPlace place)
    {
        if (place.Kind != System.Text.Json.JsonTokenType.StartObject)
        {
            throw place.Wrong("an object is needed");
        }

        _ = place.Need("protocol");
        var protocol = place.Word<ProtocolId>(
            "protocol",
            ("ike", ProtocolId.Ike), ("esp", ProtocolId.Esp), ("ah", ProtocolId.Ah));
        if (protocol != ProtocolId.Ike)
        {
            return Child(place, protocol);
        }

        return place.Number("version", 2) switch
        {
            1 => Isakmp(place),
            2 => Ike(place),
            _ => throw (place.Find("version") ?? place).Wrong("version 1 or 2 is needed"),
        };
    }

    private static SaKeys.Version2 Ike(JsonPlace place)
    {
        place.Object(
            "protocol", "version", "initiator_spi", "responder_spi", "encryption", "integrity",
            "prf", "skeyseed", "sk_d", "sk_ai", "sk_ar", "sk_ei", "sk_er", "sk_pi", "sk_pr",
            "tickets");
        using var kept = new Secrets();
        var key = kept.Add(place.Need("sk_ei").Secret());
        var encryption = Encryption(place, key.Length, "sk_ei");
        var other = kept.Add(place.Need("sk_er").Secret());
        Fits(place.Need("sk_er"), other.Length, encryption.KeyMaterialLength, encryption);
        var integrity = Integrity(place, encryption.IsCombined);
        if (!IkeSuites.Protects(encryption, integrity, out var error))
        {
            throw (place.Find("integrity") ?? place.Need("encryption")).Wrong($"{error}");
        }

        var keys = new SaKeys.Version2(
            new IkeSpi(place.Need("initiator_spi").Spi(8)),
            new IkeSpi(place.Need("responder_spi").Spi(8)),
            encryption,
            integrity,
            Prf(place),
            new(key, kept.Add(MacKey(place, "sk_ai", integrity)), kept.Add(place, "sk_pi")),
            new(other, kept.Add(MacKey(place, "sk_ar", integrity)), kept.Add(place, "sk_pr")),
            kept.Add(place, "sk_d"))
        {
            Tickets = [.. place.Array("tickets").Select(ticket => ticket.Octets())],
        };
        kept.Release();
        return keys;
    }

    private static SaKeys.Version1 Isakmp(JsonPlace place)
    {
        place.Object(
            "protocol", "version", "initiator_spi", "responder_spi", "encryption", "prf",
            "encryption_key", "skeyid", "skeyid_d", "skeyid_a", "skeyid_e", "initial_iv");
        using var kept = new Secrets();
        var key = kept.Add(place, "encryption_key");
        var skeyidE = kept.Add(place, "skeyid_e");
        if (key is null && skeyidE is null)
        {
            throw place.Wrong("encryption_key or skeyid_e is needed");
        }

        // The length of Ka chooses the row; without it only the proposal in the capture can.
        var encryption = place.Find("encryption") is null || key is null
            ? null
            : Encryption(place, key.Length, "encryption_key");
        using var iv = place.SecretOrNull("initial_iv");
        if (iv is not null && iv.Length is not (8 or 16))
        {
            throw place.Need("initial_iv").Wrong("a block of 8 or 16 octets is needed");
        }

        var keys = new SaKeys.Version1(
            new IkeSpi(place.Need("initiator_spi").Spi(8)),
            new IkeSpi(place.Find("responder_spi")?.Spi(8) ?? 0),
            encryption,
            Prf(place),
            key,
            kept.Add(place, "skeyid_d"),
            kept.Add(place, "skeyid_a"),
            skeyidE,
            iv is null ? default : new Octets(iv.Span))
        {
            Skeyid = kept.Add(place, "skeyid"),
        };
        kept.Release();
        return keys;
    }

    private static SaKeys.Child Child(JsonPlace place, ProtocolId protocol)
    {
        place.Object(
            "protocol", "spi", "source", "destination", "encryption", "encryption_key",
            "integrity", "integrity_key", "icv_length", "esn", "sequence_high", "mode",
            "encapsulation");
        using var kept = new Secrets();
        var key = kept.Add(place.SecretOrNull("encryption_key") ?? new Secret(0));
        var encryption = place.Find("encryption") is null && protocol == ProtocolId.Ah
            ? EncryptionSpecs.Null
            : Encryption(place, key.Length, "encryption_key");
        if (protocol == ProtocolId.Ah
            && encryption.Mode is not (CipherMode.Null or CipherMode.Gmac))
        {
            throw place.Need("encryption").Wrong("AH encrypts nothing: only GMAC may stand here");
        }

        var integrity = Integrity(place, encryption.IsCombined);
        var unchecked_ = place.Number("icv_length", LongestIcv);
        if (unchecked_ > 0 && (encryption.IsCombined || integrity.IcvLength > 0))
        {
            throw place.Need("icv_length").Wrong("the algorithm says the length of the ICV");
        }

        var keys = new SaKeys.Child(
            protocol,
            new SpiPattern((uint)place.Need("spi").Spi(4)),
            place.Addresses("source"),
            place.Addresses("destination"),
            encryption,
            integrity,
            key,
            kept.Add(MacKey(place, "integrity_key", integrity)))
        {
            Esn = place.Flag("esn"),
            SequenceHigh = place.Number("sequence_high", uint.MaxValue),
            Mode = place.Word<SaMode>(
                "mode",
                ("", SaMode.Unknown), ("transport", SaMode.Transport), ("tunnel", SaMode.Tunnel),
                ("beet", SaMode.Beet)),
            Encapsulation = place.Word<SaEncapsulation>(
                "encapsulation",
                ("", SaEncapsulation.Unknown), ("none", SaEncapsulation.None),
                ("udp", SaEncapsulation.Udp), ("tcp", SaEncapsulation.Tcp)),
            UncheckedIcv = (int)(unchecked_ ?? 0),
        };
        kept.Release();
        return keys;
    }

    // The length of the key, salt included, tells the row of the algorithm.
    private static EncryptionSpec Encryption(JsonPlace place, int octets, string key)
    {
        var named = place.Need("encryption");
        var algorithm = AlgorithmNames.Encryption(named);
        var rows = EncryptionSpecs.All.Where(row => row.Algorithm == algorithm).ToArray();
        return rows.FirstOrDefault(row => row.KeyMaterialLength == octets)
            ?? throw (rows is []
                ? named.Wrong($"{algorithm} is not supported")
                : (place.Find(key) ?? place).Wrong(
                    $"{octets} octets; {algorithm} takes "
                    + string.Join(" or ", rows.Select(row => row.KeyMaterialLength))));
    }

    private static IntegritySpec Integrity(JsonPlace place, bool isCombined)
    {
        if (place.Find("integrity") is not { } named)
        {
            return IntegritySpec.None;
        }

        var algorithm = AlgorithmNames.Integrity(named);
        var spec = IntegritySpec.Find(algorithm)
            ?? throw named.Wrong($"{algorithm} is not supported");
        return isCombined && spec != IntegritySpec.None
            ? throw named.Wrong("a combined mode has no integrity algorithm beside it")
            : spec;
    }

    private static PrfSpec? Prf(JsonPlace place)
    {
        if (place.Find("prf") is not { } named)
        {
            return null;
        }

        var algorithm = AlgorithmNames.Prf(named);
        return PrfSpec.Find(algorithm) ?? throw named.Wrong($"{algorithm} is not supported");
    }

    private static Secret MacKey(JsonPlace place, string name, IntegritySpec integrity)
    {
        if (place.Find(name) is not { } found)
        {
            return integrity.KeyLength == 0
                ? new Secret(0)
                : throw place.Wrong($"{name} is missing: {integrity} has a key");
        }

        var key = found.Secret();
        if (key.Length == integrity.KeyLength)
        {
            return key;
        }

        var octets = key.Length;
        key.Dispose();
        throw found.Wrong($"{octets} octets; {integrity} takes {integrity.KeyLength}");
    }

    private static void Fits(JsonPlace key, int octets, int needed, EncryptionSpec algorithm)
    {
        if (octets != needed)
        {
            throw key.Wrong($"{octets} octets; {algorithm} takes {needed}");
        }
    }

    // Keys that were read before something turned out to be wrong are zeroed.
    private sealed class Secrets : IDisposable
    {
        private readonly List<Secret> _secrets = [];

        public Secret Add(Secret secret)
        {
            _secrets.Add(secret);
            return secret;
        }

        public Secret? Add(JsonPlace place, string name) =>
            place.SecretOrNull(name) is { } secret ? Add(secret) : null;

        public void Release() => _secrets.Clear();

        public void Dispose() => _secrets.ForEach(secret => secret.Dispose());
    }
}
