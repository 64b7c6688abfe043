using Holdfast.Engine;

namespace Holdfast.Storage;

/// <summary>Opens the journal that the setting <c>Holdfast:Storage</c> names.</summary>
public static class StorageSetting
{
    public static ValueTask<IJournal> OpenAsync(string setting, CancellationToken cancel) => throw new JournalUnusableException(setting);
}
