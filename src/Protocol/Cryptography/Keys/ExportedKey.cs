namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A key on its way to the store of another member, inside a replication record that the shell
/// protects. Disposing it zeroes the material.
/// </summary>
public sealed class ExportedKey : IDisposable
{
    /// <summary>It owns the material.</summary>
    public ExportedKey(KeyHandle handle, KeyDescription description, Secret material)
    {
        Handle = handle;
        Description = description;
        Material = material;
    }

    /// <summary>The key's name, the same in every store.</summary>
    public KeyHandle Handle { get; }

    /// <summary>What the key is for.</summary>
    public KeyDescription Description { get; }

    /// <summary>The encryption key with its salt, then the key of the MAC.</summary>
    public Secret Material { get; }

    /// <summary>Zeroes the material.</summary>
    public void Dispose() => Material.Dispose();

    /// <summary>Name and description, never the material.</summary>
    public override string ToString() => $"{Handle}: {Description}";
}
