using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys.Wireshark;

/// <summary>
/// Writes keys as the tables of a Wireshark profile, readable by their owner alone. What stands in
/// a folder already is never touched.
/// </summary>
/// <param name="folder">The profile's folder.</param>
internal sealed class ProfileWriter(string folder)
{
    private readonly HashSet<(IkeSpi Initiator, IkeSpi Responder)> _ike = [];
    private readonly HashSet<IkeSpi> _isakmp = [];
    private readonly HashSet<string> _esp = [];
    private readonly SortedSet<string> _missing = [];

    /// <summary>What the tables have no words for.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>Why nothing can be written there; null: it can.</summary>
    public string? Obstacle
    {
        get
        {
            foreach (var table in (string[])[
                WiresharkProfile.IkeTable, WiresharkProfile.IsakmpTable, WiresharkProfile.EspTable])
            {
                if (File.Exists(Path.Combine(folder, table)))
                {
                    return $"{Path.Combine(folder, table)}: is there already";
                }
            }

            return null;
        }
    }

    /// <summary>Writes the keys of SAs, each once.</summary>
    public void Write(IEnumerable<SaKeys> sas)
    {
        var written = new Dictionary<(IkeSpi Initiator, IkeSpi Responder), SaKeys.Version2>();
        foreach (var sa in sas)
        {
            switch (sa)
            {
                case SaKeys.Version2 ike when written.TryAdd(
                    (ike.InitiatorSpi, ike.ResponderSpi), ike):
                    Write(ike);
                    break;
                case SaKeys.Version2 ike:
                    var other = written[(ike.InitiatorSpi, ike.ResponderSpi)];
                    if (!ike.Initiator.Encryption.FixedTimeEquals(other.Initiator.Encryption.Span))
                    {
                        _missing.Add("an IKE SA whose keys change in IKE_INTERMEDIATE");
                    }

                    break;
                case SaKeys.Child child:
                    Write(child);
                    break;
                case SaKeys.Version1:
                    // Which key is its cipher's is known once it has opened a message.
                    break;
            }
        }
    }

    /// <summary>Writes the key of an IKEv1 SA's cipher.</summary>
    public void Write(IkeSpi initiator, Secret cipherKey)
    {
        if (_isakmp.Add(initiator))
        {
            using var row = new Row();
            row.Text($"{initiator},").Hex(cipherKey).AppendTo(
                Path.Combine(folder, WiresharkProfile.IsakmpTable));
        }
    }

    private void Write(SaKeys.Version2 keys)
    {
        if (IkeTableNames.NameOf(keys.Encryption) is not { } cipher)
        {
            _missing.Add(keys.Encryption.ToString());
        }
        else if (IkeTableNames.NameOf(keys.Integrity) is not { } mac)
        {
            _missing.Add(keys.Integrity.ToString());
        }
        else if (_ike.Add((keys.InitiatorSpi, keys.ResponderSpi)))
        {
            using var row = new Row();
            row.Text($"{keys.InitiatorSpi},{keys.ResponderSpi},")
                .Hex(keys.Initiator.Encryption).Text(",").Hex(keys.Responder.Encryption)
                .Text($",{UatTable.Quoted(cipher)},")
                .Hex(keys.Initiator.Integrity).Text(",").Hex(keys.Responder.Integrity)
                .Text($",{UatTable.Quoted(mac)}")
                .AppendTo(Path.Combine(folder, WiresharkProfile.IkeTable));
        }
    }

    private void Write(SaKeys.Child keys)
    {
        if (keys.Protocol != ProtocolId.Esp || keys.Unsupported is not null)
        {
            _missing.Add(keys.Unsupported ?? "AH");
        }
        else if (EspSaNames.NameOf(keys.Encryption) is not { } cipher)
        {
            _missing.Add(keys.Encryption.ToString());
        }
        else if (EspSaNames.NameOf(keys.Integrity, keys.UncheckedIcv) is not { } mac)
        {
            _missing.Add(keys.Integrity.ToString());
        }
        else
        {
            // What is encrypted opens all the same.
            if (keys.Esn == true)
            {
                _missing.Add("extended sequence numbers, so that ICVs look bad there");
            }

            foreach (var family in Families(keys))
            {
                Write(keys, family, cipher, mac);
            }
        }
    }

    private void Write(SaKeys.Child keys, string family, string cipher, string mac)
    {
        string[] fields =
        [
            family, Address(keys.Source), Address(keys.Destination), Spi(keys.Spi), cipher,
        ];
        var start = string.Join(',', fields.Select(UatTable.Quoted));
        if (_esp.Add(start))
        {
            using var row = new Row();
            row.Text(start).Text(",\"").Key(keys.EncryptionKey)
                .Text($"\",{UatTable.Quoted(mac)},\"").Key(keys.IntegrityKey).Text("\"")
                .AppendTo(Path.Combine(folder, WiresharkProfile.EspTable));
        }
    }

    // Where no address tells the family, both have a row.
    private static string[] Families(SaKeys.Child keys) =>
        !keys.Source.IsExact && !keys.Destination.IsExact ? ["IPv4", "IPv6"]
        : UInt128.Max(keys.Source.Value, keys.Destination.Value) > uint.MaxValue ? ["IPv6"]
        : ["IPv4"];

    private static string Address(AddressPattern pattern)
    {
        if (!pattern.IsExact)
        {
            return "*";
        }

        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, pattern.Value);
        return new IPAddress(pattern.Value > uint.MaxValue ? octets : octets[12..]).ToString();
    }

    private static string Spi(SpiPattern pattern)
    {
        var digits = pattern.Value.ToString("x8").ToCharArray();
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = ((pattern.Mask >> (28 - (4 * i))) & 15) == 0 ? '*' : digits[i];
        }

        return "0x" + new string(digits);
    }

    // A row with keys in it, zeroed when it is written.
    private sealed class Row : IDisposable
    {
        private const int MostOctets = 4096;

        private readonly byte[] _octets =
            GC.AllocateUninitializedArray<byte>(MostOctets, pinned: true);

        private int _length;

        public Row Text(string text)
        {
            _length += Encoding.ASCII.GetBytes(text, _octets.AsSpan(_length));
            return this;
        }

        public Row Hex(Secret secret)
        {
            _ = Convert.TryToHexStringLower(
                secret.Span, _octets.AsSpan(_length), out var written);
            _length += written;
            return this;
        }

        public Row Key(Secret secret) => secret.Length == 0 ? this : Text("0x").Hex(secret);

        public void AppendTo(string path)
        {
            _octets[_length++] = (byte)'\n';
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(_octets, 0, _length);
        }

        public void Dispose() => CryptographicOperations.ZeroMemory(_octets);
    }
}
