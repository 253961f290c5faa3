using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Stores own keys, give names, and forget by zeroing.</summary>
public sealed class Stores
{
    private static readonly EncryptionSpec Gcm =
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;

    private static readonly byte[] Key = [.. Enumerable.Range(0x41, 20).Select(i => (byte)i)];

    private static NoncePartition Partition(byte member, ushort reign)
    {
        Assert.True(NoncePartition.TryCreate(member, reign, out var partition, out _));
        return partition;
    }

    private static KeyStore Store(
        byte member = 1, ushort reign = 7, AlgorithmPolicy policy = AlgorithmPolicy.Current,
        SecretMemory? memory = null) =>
        new(CryptoProviders.Managed(), Partition(member, reign), policy)
        {
            Memory = memory ?? SecretMemory.Native,
        };

    private static KeyDescription.Cipher Cipher(KeyUse use) => new(Gcm, IntegritySpec.None, use);

    private static KeyHandle Add(KeyStore store, KeyDescription description, byte[] material)
    {
        Assert.True(store.TryAdd(description, material, out var handle, out var error));
        Assert.Equal(default, error);
        return handle;
    }

    private static string Refusal(
        KeyStore store, KeyDescription description, byte[] material)
    {
        Assert.False(store.TryAdd(description, material, out var handle, out var error));
        Assert.Equal(KeyHandle.None, handle);
        Assert.Equal(0, store.Count);
        return error.ToString();
    }

    [Fact]
    public void A_name_is_equal_by_value_and_holds_no_key()
    {
        using var store = Store();
        var first = Add(store, Cipher(KeyUse.Seal), Key);
        var second = Add(store, Cipher(KeyUse.Open), Key);
        Assert.Equal(new KeyHandle(1, 7, 1), first);
        Assert.Equal("key 1.7.2", second.ToString());
        Assert.Equal("no key", KeyHandle.None.ToString());
        Assert.Equal(Cipher(KeyUse.Open), store.Describe(second));
        Assert.Null(store.Describe(KeyHandle.None));
    }

    [Fact]
    public void What_one_seals_the_other_opens_and_no_key_serves_both_ways()
    {
        using var store = Store();
        var seal = Add(store, Cipher(KeyUse.Seal), Key);
        var open = Add(store, Cipher(KeyUse.Open), Key);
        byte[] text = [1, 2, 3];
        var icv = new byte[16];
        store.Sealer(seal).Seal([9], new byte[8], text, [], icv);
        Assert.True(store.Opener(open).TryOpen([9], new byte[8], text, [], icv, text));
        Assert.Equal<byte>([1, 2, 3], text);
        Assert.Throws<KeyNotFoundException>(() => store.Opener(seal));
        Assert.Throws<KeyNotFoundException>(() => store.Sealer(open));
        Assert.Throws<KeyNotFoundException>(() => store.Mac(open));
        Assert.Throws<KeyNotFoundException>(() => store.Secret(open));
    }

    [Fact]
    public void Seeds_and_checks_come_back_as_they_were_given()
    {
        using var store = Store();
        var seed = store.Add(new Secret("SK_d"u8));
        Assert.True(store.Secret(seed).FixedTimeEquals("SK_d"u8));
        var cmac = IntegritySpec.Find(IntegrityAlgorithm.AesCmac96)!;
        var check = Add(store, new KeyDescription.Check(cmac, KeyUse.Open), Key[..16]);
        Assert.Equal(MacAlgorithm.AesCmac, store.Mac(check).Algorithm);
    }

    [Fact]
    public void Forgetting_zeroes_and_happens_once()
    {
        var memory = new WatchedMemory();
        using var store = Store(memory: memory);
        var handle = Add(store, Cipher(KeyUse.Seal), Key);
        var cipher = store.Sealer(handle);
        Assert.True(store.Forget(handle));
        Assert.False(store.Forget(handle));
        Assert.False(store.Contains(handle));
        Assert.Equal(new byte[20], Assert.Single(memory.Returned));
        Assert.Throws<ObjectDisposedException>(
            () => cipher.Seal([], new byte[8], [], [], new byte[16]));
    }

    [Fact]
    public void Disposing_the_store_zeroes_every_key()
    {
        var memory = new WatchedMemory();
        var store = Store(memory: memory);
        Add(store, Cipher(KeyUse.Seal), Key);
        Add(store, new KeyDescription.Seed(20), Key);
        store.Dispose();
        Assert.Equal(2, memory.Returned.Count);
        Assert.All(memory.Returned, octets => Assert.Equal(new byte[20], octets));
        Assert.Equal(0, memory.Lent);
        Assert.Equal("KeyStore (0 keys)", store.ToString());
    }

    [Fact]
    public void A_key_keeps_its_name_in_the_store_of_another_member()
    {
        using var active = Store(member: 1);
        using var standby = Store(member: 2);
        var handle = Add(active, Cipher(KeyUse.Seal), Key);
        using var exported = active.Export(handle)!;
        Assert.True(standby.TryImport(exported, out _));
        Assert.True(standby.TryImport(exported, out _));
        Assert.Equal(1, standby.Count);
        byte[] ours = [5], theirs = [5];
        active.Sealer(handle).Seal([], new byte[8], ours, [], new byte[16]);
        standby.Sealer(handle).Seal([], new byte[8], theirs, [], new byte[16]);
        Assert.Equal(ours, theirs);
        Assert.Equal(new KeyHandle(2, 7, 1), Add(standby, Cipher(KeyUse.Open), Key));
        Assert.Null(active.Export(new KeyHandle(9, 9, 9)));
    }

    [Fact]
    public void Another_key_of_the_same_name_is_refused()
    {
        using var store = Store();
        var handle = Add(store, Cipher(KeyUse.Seal), Key);
        using var other = new ExportedKey(handle, Cipher(KeyUse.Seal), new Secret(new byte[20]));
        Assert.False(store.TryImport(other, out var error));
        Assert.Equal("Malformed: key 1.7.1 is another key", error.ToString());
        using var nameless = new ExportedKey(
            KeyHandle.None, Cipher(KeyUse.Seal), new Secret(new byte[20]));
        Assert.False(store.TryImport(nameless, out error));
        Assert.Equal("Malformed: no key", error.ToString());
        using var shorter = new ExportedKey(
            new KeyHandle(3, 3, 3), Cipher(KeyUse.Seal), new Secret(new byte[19]));
        Assert.False(store.TryImport(shorter, out error));
        Assert.Equal(CryptoFault.WrongLength, error.Fault);
    }

    [Fact]
    public void Names_from_before_a_restart_are_not_given_again()
    {
        using var store = Store(member: 1, reign: 7);
        using var ours = new ExportedKey(
            new KeyHandle(1, 7, 40), Cipher(KeyUse.Seal), new Secret(Key));
        Assert.True(store.TryImport(ours, out _));
        Assert.Equal(new KeyHandle(1, 7, 41), Add(store, Cipher(KeyUse.Open), Key));
        store.BeginReign(Partition(1, 8));
        Assert.Equal(new KeyHandle(1, 8, 1), Add(store, Cipher(KeyUse.Open), Key));
        Assert.Throws<ArgumentException>(() => store.BeginReign(Partition(1, 7)));
    }

    [Fact]
    public void A_reign_goes_on_behind_the_names_that_it_has_already()
    {
        using var store = Store(member: 1, reign: 7);
        using var early = new ExportedKey(
            new KeyHandle(1, 8, 5), Cipher(KeyUse.Seal), new Secret(Key));
        Assert.True(store.TryImport(early, out _));
        store.BeginReign(Partition(1, 8));
        Assert.Equal(new KeyHandle(1, 8, 6), Add(store, Cipher(KeyUse.Open), Key));
    }

    [Fact]
    public void A_name_behind_which_there_is_none_is_refused()
    {
        using var store = Store(member: 1, reign: 7);
        using var last = new ExportedKey(
            new KeyHandle(1, 7, ulong.MaxValue), Cipher(KeyUse.Seal), new Secret(Key));
        Assert.False(store.TryImport(last, out var error));
        Assert.Equal(CryptoFault.Malformed, error.Fault);
        Assert.Equal(new KeyHandle(1, 7, 1), Add(store, Cipher(KeyUse.Open), Key));
    }

    [Fact]
    public void Legacy_algorithms_are_kept_only_where_they_were_asked_for()
    {
        var triple = EncryptionSpecs.Find(EncryptionAlgorithm.TripleDes, null)!;
        var sha1 = IntegritySpec.Find(IntegrityAlgorithm.HmacSha1Truncated96)!;
        var md5 = IntegritySpec.Find(IntegrityAlgorithm.HmacMd5Truncated96)!;
        var legacy = new KeyDescription.Cipher(triple, sha1, KeyUse.Seal);
        using var current = Store();
        Assert.Equal("NotAllowed: ENCR_3DES (192)", Refusal(current, legacy, new byte[44]));
        Assert.Equal(
            "NotAllowed: AUTH_HMAC_MD5_96",
            Refusal(current, new KeyDescription.Check(md5, KeyUse.Open), new byte[16]));
        using var allowing = Store(policy: AlgorithmPolicy.Legacy);
        Add(allowing, legacy, new byte[44]);
    }

    [Fact]
    public void What_is_only_read_is_never_sealed_with()
    {
        var des = EncryptionSpecs.Find(EncryptionAlgorithm.Des, null)!;
        var sha1 = IntegritySpec.Find(IntegrityAlgorithm.HmacSha1Truncated96)!;
        var open = new KeyDescription.Cipher(des, sha1, KeyUse.Open);
        using var legacy = Store(policy: AlgorithmPolicy.Legacy);
        Assert.Equal("NotAllowed: ENCR_DES (64)", Refusal(legacy, open, new byte[28]));
        using var reading = Store(policy: AlgorithmPolicy.DecodeOnly);
        Assert.Equal(
            "NotAllowed: ENCR_DES (64)",
            Refusal(reading, open with { Use = KeyUse.Seal }, new byte[28]));
        Add(reading, open, new byte[28]);
    }

    [Fact]
    public void What_no_provider_has_is_named()
    {
        using var store = new KeyStore(new PlatformProvider(), NoncePartition.Alone);
        var gmac = EncryptionSpecs.Find(EncryptionAlgorithm.NullAuthAesGmac, 128)!;
        Assert.StartsWith(
            "Unsupported: ENCR_NULL_AUTH_AES_GMAC (128)",
            Refusal(
                store, new KeyDescription.Cipher(gmac, IntegritySpec.None, KeyUse.Open),
                new byte[20]),
            StringComparison.Ordinal);
    }
}
