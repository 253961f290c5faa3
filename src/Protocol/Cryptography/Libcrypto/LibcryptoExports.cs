#pragma warning disable RS0030 // Looks functions of libcrypto up: the same octets as others give.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>The names that a loaded library exports, and the first one that it lacks.</summary>
internal sealed class LibcryptoExports
{
    private readonly nint _library;

    private LibcryptoExports(nint library) => _library = library;

    /// <summary>The first name that was looked for in vain; null: all are there.</summary>
    internal string? Missing { get; private set; }

    /// <summary>Loads the library; false: it is not here.</summary>
    internal static bool TryLoad(
        string library, [NotNullWhen(true)] out LibcryptoExports? exports)
    {
        exports = NativeLibrary.TryLoad(library, out var handle) ? new(handle) : null;
        return exports is not null;
    }

    /// <summary>Functions of the library; false: the name that is missing.</summary>
    /// <param name="library">Name or path of the library.</param>
    /// <param name="make">Looks each of them up.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="missing">The library, or the name that it lacks; null: nothing.</param>
    internal static bool TryFind<T>(
        string library,
        Func<LibcryptoExports, T> make,
        [NotNullWhen(true)] out T? functions,
        out string? missing)
        where T : class
    {
        functions = null;
        missing = library;
        if (!TryLoad(library, out var names))
        {
            return false;
        }

        var found = make(names);
        missing = names.Missing;
        if (missing is not null)
        {
            names.Unload();
            return false;
        }

        functions = found;
        return true;
    }

    /// <summary>The function of that name; 0: it is missing.</summary>
    internal nint Find(string name)
    {
        if (NativeLibrary.TryGetExport(_library, name, out var address))
        {
            return address;
        }

        Missing ??= name;
        return 0;
    }

    /// <summary>Gives the library back: nothing of it may be called any more.</summary>
    internal void Unload() => NativeLibrary.Free(_library);
}
