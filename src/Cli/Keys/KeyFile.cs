using System.Security.Cryptography;

namespace Holdfast.Cli.Keys;

/// <summary>
/// A file of keys (docs/keys-json.md): SAs with their keys, and secrets from which keys come.
/// Disposing it zeroes them.
/// </summary>
/// <param name="Sas">The SAs, in their order.</param>
/// <param name="PreSharedKeys">What peers have agreed on beforehand.</param>
/// <param name="SharedSecrets">Results of key exchanges.</param>
/// <param name="PostQuantumKeys">Post-quantum preshared keys.</param>
internal sealed record KeyFile(
    IReadOnlyList<SaKeys> Sas,
    IReadOnlyList<PreSharedKey> PreSharedKeys,
    IReadOnlyList<SharedSecret> SharedSecrets,
    IReadOnlyList<PostQuantumKey> PostQuantumKeys) : IDisposable
{
    // A key is some hundred octets: this is the room of a hundred thousand SAs.
    private const long LargestFile = 64L << 20;

    private static KeyFile Nothing { get; } = new([], [], [], []);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keys">What it holds; the caller disposes it.</param>
    /// <param name="error">What is wrong with it; null: nothing.</param>
    public static bool TryLoad(string path, out KeyFile keys, out KeyFileError? error)
    {
        if (!KeyText.TryLoad(path, LargestFile, out var text, out error))
        {
            keys = Nothing;
            return false;
        }

        var isRead = TryRead(path, text, out keys, out error);
        CryptographicOperations.ZeroMemory(text.Span);
        return isRead;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="name">What an error calls it.</param>
    /// <param name="json">The text; the caller zeroes it.</param>
    /// <param name="keys">What it holds; the caller disposes it.</param>
    /// <param name="error">What is wrong with it; null: nothing.</param>
    public static bool TryRead(
        string name, ReadOnlyMemory<byte> json, out KeyFile keys, out KeyFileError? error)
    {
        var sas = new List<SaKeys>();
        var preShared = new List<PreSharedKey>();
        var shared = new List<SharedSecret>();
        var postQuantum = new List<PostQuantumKey>();
        keys = new(sas, preShared, shared, postQuantum);
        try
        {
            var root = JsonPlace.Read(json)
                .Object("sas", "pre_shared_keys", "shared_secrets", "ppks");
            sas.AddRange(root.Array("sas").Select(SaReader.Read));
            preShared.AddRange(root.Array("pre_shared_keys").Select(PreSharedKey.Read));
            shared.AddRange(root.Array("shared_secrets").Select(SharedSecret.Read));
            postQuantum.AddRange(root.Array("ppks").Select(PostQuantumKey.Read));
        }
        catch (KeyFileException wrong)
        {
            keys.Dispose();
            keys = Nothing;
            error = wrong.Of(name);
            return false;
        }

        error = null;
        return true;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (var secret in Sas.Concat<IDisposable>(PreSharedKeys)
            .Concat(SharedSecrets).Concat(PostQuantumKeys))
        {
            secret.Dispose();
        }
    }
}
