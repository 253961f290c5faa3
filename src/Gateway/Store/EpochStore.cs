using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Store;

/// <summary>
/// The epochs of a member on a disk. Law: what was written is there after a loss of power, whole,
/// or what was there before; what is torn or foreign counts as missing, never as something else.
/// </summary>
/// <remarks>
/// A line with a generation, a reign, a member and the SHA-256 of all that; it is written beside
/// the old one, flushed, put in its place, and the folder flushed.
/// </remarks>
public sealed class EpochStore : IDisposable
{
    private const string Title = "holdfast-epoch-1";
    private readonly string _path;
    private readonly byte _member;
    private readonly FileStream _lock;
    private readonly uint _generation;
    private Epoch _epoch;

    private EpochStore(string path, byte member, FileStream locked, StartRecord start)
    {
        _lock = locked;
        _path = path;
        _member = member;
        _generation = start.Generation;
        _epoch = start.Epoch;
        Start = start;
    }

    /// <summary>This start, and what the store had.</summary>
    public StartRecord Start { get; }

    /// <summary>Opens a store for a start of a member: the start itself is written to it.</summary>
    /// <exception cref="GatewayException">The file can't be written, or another process has it.
    /// </exception>
    public static EpochStore Open(string path, byte member)
    {
        var locked = Lock(path);
        Span<byte> boot = stackalloc byte[8];
        do
        {
            RandomNumberGenerator.Fill(boot);
        }
        while (BinaryPrimitives.ReadUInt64BigEndian(boot) == 0);

        var old = Read(path, member);
        var store = new EpochStore(path, member, locked, new(
            new(BinaryPrimitives.ReadUInt64BigEndian(boot)), (old?.Generation ?? 0) + 1,
            old?.Epoch ?? Epoch.None, old is null ? StoreCondition.Missing : StoreCondition.Kept));
        store.Write();
        return store;
    }

    /// <summary>An epoch is on the disk when it returns.</summary>
    /// <exception cref="GatewayException">The file can't be written.</exception>
    public void Persist(Epoch epoch)
    {
        if (epoch > _epoch)
        {
            _epoch = epoch;
        }

        Write();
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new(
                path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException(
                $"can't lock the store {path}; does the member run already? {failure.Message}",
                failure);
        }
    }

    /// <summary>What a file says; null: there is none, or it is not whole.</summary>
    internal static (uint Generation, Epoch Epoch)? Read(string path, byte member)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new GatewayException(
                $"can't read the store {path}: {failure.Message}", failure);
        }

        var words = text.TrimEnd('\n').Split(' ');
        return words is [Title, var whose, var generation, var reign, var ruler, var digest]
            && digest == Digest(words.AsSpan(0, 5))
            && Number(whose) == member
            && Number(generation) is { } times && Number(reign) is { } reigned
            && Number(ruler) is { } and <= byte.MaxValue
            ? (times, new((uint)reigned, (byte)Number(ruler)!))
            : null;
    }

    private static uint? Number(string text) => uint.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Digest(ReadOnlySpan<string?> words) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', words))));

    private void Write()
    {
        string[] words =
        [
            Title, Text(_member), Text(_generation), Text(_epoch.Reign), Text(_epoch.Member),
        ];
        var folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        var next = _path + ".next";
        try
        {
            Directory.CreateDirectory(folder);
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(
                    $"{string.Join(' ', words)} {Digest(words)}\n"));
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _path, overwrite: true);
            LibC.FlushFolder(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or System.ComponentModel.Win32Exception)
        {
            throw new GatewayException(
                $"can't write the store {_path}: {failure.Message}", failure);
        }
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
