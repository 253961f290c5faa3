using System.Diagnostics;

namespace Holdfast.Protocol.Cryptography;

/// <summary>A key with what was made ready out of it.</summary>
internal sealed class StoredKey : IDisposable
{
    private StoredKey(
        KeyDescription description, Secret material, PacketCipher? cipher, Mac? mac)
    {
        Description = description;
        Material = material;
        Cipher = cipher;
        Mac = mac;
    }

    internal KeyDescription Description { get; }

    internal Secret Material { get; }

    /// <summary>Of a cipher's key alone.</summary>
    internal PacketCipher? Cipher { get; }

    /// <summary>Of a check's key alone.</summary>
    internal Mac? Mac { get; }

    /// <summary>Makes the key ready; it owns the material, whose length fits.</summary>
    internal static StoredKey Create(
        CryptoProvider provider, KeyDescription description, Secret material)
    {
        Debug.Assert(material.Length == description.MaterialLength);
        StoredKey key = description switch
        {
            KeyDescription.Seed => new(description, material, null, null),
            KeyDescription.Cipher cipher => new(
                description,
                material,
                provider.CreateCipher(
                    cipher.Encryption,
                    cipher.Integrity,
                    material.Span[..cipher.Encryption.KeyMaterialLength],
                    material.Span[cipher.Encryption.KeyMaterialLength..]),
                null),
            KeyDescription.Check check => new(
                description, material, null,
                provider.CreateMac(check.Integrity.Mac, material.Span)),
        };
        GC.KeepAlive(material);
        return key;
    }

    public void Dispose()
    {
        Cipher?.Dispose();
        Mac?.Dispose();
        Material.Dispose();
    }
}
